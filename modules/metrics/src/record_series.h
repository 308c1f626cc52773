#pragma once

#include <string>

#include "ddns/metrics/metrics.h"

namespace ddns::metrics {

/// Appends the series of records, rendered from the view at a scrape. Above the limit, or if so wanted, those of a
/// service and type are one, with record="_all": counters are sums, "since" and "last verified" tell of the worst,
/// "last update" of the newest. How many record sets are right, wrong or unknown stands beside them, always by service
/// and type.
void append_records(std::string& out, const events::StatusView& view, SteadyTime now, const PageOptions& options);

}  // namespace ddns::metrics
