#pragma once

#include "context.h"

namespace ddns::config {

[[nodiscard]] schema::Schema metrics_schema();  ///< `metrics` of the top level
[[nodiscard]] MetricsSettings read_metrics(Context& context, const schema::Node& root);

}  // namespace ddns::config
