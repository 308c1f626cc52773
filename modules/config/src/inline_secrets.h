#pragma once

#include "context.h"

namespace ddns::config {

/// Warns of secrets that stand in the file where no setting is one as a whole: in the parameters of a URL, in headers,
/// bodies and maps of secrets, as far as their names call them so. Of settings that are secrets themselves warns who
/// reads them.
void warn_of_inline_secrets(Context& context, const schema::Schema& schema, const schema::Node& node);

}  // namespace ddns::config
