#pragma once

#include "ddns/config/configuration.h"
#include "ddns/metrics/metrics.h"

namespace ddns::app {

/// What the user wants to see on the metrics page.
[[nodiscard]] metrics::PageOptions page_options(const config::MetricsSettings& settings);

}  // namespace ddns::app
