#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "ddns/events/status_view.h"

namespace ddns::events {

enum class Verdict : std::uint8_t { pass, warn, fail };
[[nodiscard]] std::string_view to_string(Verdict verdict) noexcept;

struct HealthRules {
  std::chrono::seconds stale_after{300};  ///< a record out of sync longer than this is a warning
};

/// One finding of the health document, which names it "<component>:state".
struct Check {
  std::string component;  ///< "record", "source", "account", "state", "listener", "cycle", "config", "engine"
  std::string subject;    ///< which one; empty for singletons. Names records: shown to trusted readers only
  Verdict verdict = Verdict::pass;
  std::string output = {};  ///< why not pass
  std::optional<WallTime> time = {};
};

/// Three verdicts that orchestrators must not mix: live = a restart would not help; ready = configuration read and
/// first round done; correct = every record is known to be right (a stale one is a warning, never a failure).
struct HealthReport {
  Verdict live = Verdict::pass;
  Verdict ready = Verdict::pass;
  Verdict correct = Verdict::pass;
  std::vector<Check> checks;
};

/// Pure. `steady_now` judges progress: not live when nothing moved for three intervals and a minute.
[[nodiscard]] HealthReport assess(const StatusView& view, const HealthRules& rules, WallTime now,
                                  SteadyTime steady_now);

}  // namespace ddns::events
