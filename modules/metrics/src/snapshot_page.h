#pragma once

#include <string>

#include "ddns/metrics/metrics.h"

namespace ddns::metrics {

/// Appends what is rendered from values at a scrape: records, process, log.
void append_records(std::string& out, const events::StatusView& view, SteadyTime now);
void append_process(std::string& out, const platform::ProcessFigures& figures);
void append_log(std::string& out, const LogFigures& figures);

}  // namespace ddns::metrics
