#pragma once

#include <vector>

#include "context.h"
#include "read_accounts.h"
#include "read_sources.h"

namespace ddns::config {

/// The `records` of the file, one entry for each RRset. Marks the sources and accounts that are used.
[[nodiscard]] std::vector<engine::RecordSettings> read_records(Context& context, const schema::Node& root,
                                                               std::vector<Source>& sources,
                                                               std::vector<Account>& accounts);

}  // namespace ddns::config
