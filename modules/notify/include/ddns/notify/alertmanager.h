#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ddns/notify/message.h"

namespace ddns::notify {

/// Names and values, in the order of their names.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// One alert of Alertmanager's webhook (prometheus.io/docs/alerting, "webhook_config", version 4).
struct Alert {
  bool firing = true;
  Labels labels;
  Labels annotations;
  std::string starts_at;
  std::string ends_at;
};

/// What one webhook call carries.
struct AlertGroup {
  std::string key;  ///< groupKey: the same for every call about this group
  Labels group_labels;
  std::vector<Alert> alerts;
  std::int64_t truncated = 0;  ///< alerts that Alertmanager left out (max_alerts)
};

/// Strict: an object of version "4" with alerts that have a status and labels. Errors: Reason::malformed, saying what
/// is missing and quoting nothing.
[[nodiscard]] Result<AlertGroup> parse_alertmanager(std::string_view body);

/// As people read it: what fires first, then what is resolved; summary, description, labels that tell alerts apart, the
/// runbook. Severity is that of the worst alert.
[[nodiscard]] Message to_message(const AlertGroup& group, WallTime now);

}  // namespace ddns::notify
