#pragma once

#include <functional>
#include <memory>
#include <string>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/engine/control.h"
#include "ddns/events/health.h"
#include "ddns/events/status_view.h"
#include "ddns/web/guard.h"
#include "ddns/web/server.h"

namespace ddns::web {

/// What one asks the history for: `?limit=`, `?before=`, `?record=`.
struct HistoryQuestion {
  std::size_t limit = 100;
  std::optional<std::int64_t> before = {};
  std::string record = {};
};

/// What the pages show, handed in by the composition root. All functions are called from several threads.
struct Services {
  const Clock& clock;
  const events::StatusBoard& board;
  engine::Control& control;
  std::function<events::HealthRules()> health_rules;
  std::function<std::string()> metrics_page;
  std::string metrics_content_type;
  std::function<Result<std::string>(const HistoryQuestion&)> history_json;  ///< a JSON array
  std::function<std::string()> providers_json;                              ///< a JSON array
  std::string version;
  /// So many requests may wait for the engine at one time, fewer than the server has threads: whoever looks after the
  /// process must always be answered. The others get 503.
  unsigned max_waiting = 2;
  /// Writes a name that a person gave as DNS has it; absent = names are taken as they are. Errors: malformed.
  std::function<Result<std::string>(std::string_view)> ascii_name = {};
};

/// The whole route table: /livez /readyz /health /metrics for everybody (/health without names), and, for the trusted,
/// /api/v1/{status,records,history,plan,providers,update} and an index at /. `services` is copied; what it refers to
/// must outlive the router. `rules` is asked once per request, from several threads.
[[nodiscard]] Router make_router(Services services, std::function<GuardRules()> rules);

}  // namespace ddns::web
