#pragma once

#include <string_view>

#include "ddns/core/secret.h"
#include "ddns/schema/values.h"

namespace ddns::config {

/// An account's settings in one text that differs whenever they differ. Holds the secrets, so it is one itself: only
/// its digest may be kept.
[[nodiscard]] Secret canonical_text(std::string_view provider_id, const schema::Values& values);

}  // namespace ddns::config
