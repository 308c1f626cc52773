#pragma once

#include <chrono>
#include <optional>

#include "ddns/core/clock.h"
#include "ddns/core/error.h"

namespace ddns::plan {

/// What happened to one record or account so far, as far as the next attempt depends on it.
struct History {
  unsigned failures = 0;  ///< in a row, with the class of `last_error`
  std::optional<Error> last_error = {};
  std::optional<SteadyTime> last_attempt = {};
};

/// Reaction table. All spans are before jitter.
struct RetryRules {
  std::chrono::milliseconds first{2000};  ///< transient, protocol, internal, clock: first back-off
  std::chrono::milliseconds cap{std::chrono::minutes{10}};
  std::chrono::milliseconds probe_first{std::chrono::hours{1}};  ///< auth, config, rejected
  std::chrono::milliseconds probe_cap{std::chrono::hours{24}};
  std::chrono::milliseconds rate_limited_default{std::chrono::minutes{5}};  ///< no Retry-After given
  std::chrono::milliseconds reread{250};  ///< conflict, not_found: once, then as transient
};

enum class Retry : unsigned char {
  at,     ///< at `when`
  never,  ///< waits for a person (blocked), also across restarts
};

struct NextAttempt {
  Retry kind = Retry::at;
  SteadyTime when{};
};

/// When to try again. Doubles per failure up to the cap (rate_limited without Retry-After: up to `probe_first`), spread
/// by ±20 % with `jitter01` in [0,1). A Retry-After is obeyed whatever the class: never earlier, up to a minute later,
/// and the back-off still counts, so that "Retry-After: 0" makes no busy loop; more than 366 days counts as that.
/// Precondition: history.last_error and last_attempt are set (without them: due at once).
[[nodiscard]] NextAttempt next_attempt(const History& history, const RetryRules& rules, double jitter01);

}  // namespace ddns::plan
