#pragma once

#include <string>

#include "ddns/metrics/metrics.h"

namespace ddns::metrics {

/// Appends what is rendered from values at a scrape: addresses, own requests, process, log. Records: record_series.h.
void append_addresses(std::string& out, const events::StatusView& view);
void append_requests(std::string& out, unsigned in_flight);
void append_process(std::string& out, const platform::ProcessFigures& figures);
void append_log(std::string& out, const LogFigures& figures);

}  // namespace ddns::metrics
