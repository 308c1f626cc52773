#pragma once

#include <string>

#include "ddns/engine/control.h"
#include "ddns/events/health.h"
#include "ddns/events/status_view.h"

namespace ddns::web {

/// The documents of the API. Times are RFC 3339 texts, absent ones are null.
[[nodiscard]] std::string status_json(const events::StatusView& view, const events::HealthReport& health);
[[nodiscard]] std::string records_json(const events::StatusView& view);
[[nodiscard]] std::string plan_json(const engine::PlanReport& report);
[[nodiscard]] std::string update_json(const engine::UpdateReport& report);

/// application/health+json (draft-inadarei-api-health-check-06). Names and addresses only with `details`.
[[nodiscard]] std::string health_json(const events::HealthReport& report, const std::string& version, bool details);

}  // namespace ddns::web
