#pragma once

#include "choose_source.h"
#include "context.h"
#include "read_accounts.h"

namespace ddns::config {

/// Holds a record's settings against what the account's service can do.
void check_record(Context& context, const schema::Node& record, const schema::Values& values, const Account& account,
                  const ChosenSources& chosen);

}  // namespace ddns::config
