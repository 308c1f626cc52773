#include "ddns/plan/retry.h"

#include <algorithm>

namespace ddns::plan {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_wait = std::chrono::hours{24 * 366};

/// first, 2·first, 4·first … up to cap; saturating, so any count of failures will do.
milliseconds doubled(milliseconds first, milliseconds cap, unsigned failures) {
  milliseconds span = std::min(first, cap);
  for (unsigned i = 1; i < failures && span < cap && span.count() > 0; ++i) span = std::min(span * 2, cap);
  return span;
}

milliseconds transient(const RetryRules& rules, unsigned failures) { return doubled(rules.first, rules.cap, failures); }

/// The wait before jitter and without Retry-After.
milliseconds back_off(const Error& error, const RetryRules& rules, unsigned failures) {
  switch (error_class(error)) {
    case ErrorClass::auth:
    case ErrorClass::config:
    case ErrorClass::rejected:
      return doubled(rules.probe_first, rules.probe_cap, failures);
    case ErrorClass::rate_limited:
      // With a Retry-After the service has said what it wants; the back-off only guards against a useless one.
      if (error.retry_after) return transient(rules, failures);
      return doubled(rules.rate_limited_default, std::max(rules.rate_limited_default, rules.probe_first), failures);
    case ErrorClass::conflict:
    case ErrorClass::not_found:
      return failures <= 1 ? rules.reread : transient(rules, failures - 1);
    case ErrorClass::blocked:
    case ErrorClass::transient:
    case ErrorClass::protocol:
    case ErrorClass::cancelled:
    case ErrorClass::internal:
      break;
  }
  return transient(rules, failures);
}

double tamed(double jitter01) { return jitter01 >= 0.0 ? std::min(jitter01, 1.0) : 0.0; }

milliseconds scaled(milliseconds span, double factor) {
  return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(span.count()) * factor)};
}

/// What a Retry-After asks for, and a little later, so that many clients do not come back in the same second.
milliseconds asked_for(std::chrono::seconds retry_after, double jitter) {
  const milliseconds asked = std::clamp<std::chrono::seconds>(
      retry_after, std::chrono::seconds{0}, std::chrono::duration_cast<std::chrono::seconds>(longest_wait));
  return asked + scaled(std::min<milliseconds>(asked / 30, std::chrono::minutes{1}), jitter);
}

}  // namespace

NextAttempt next_attempt(const History& history, const RetryRules& rules, double jitter01) {
  if (!history.last_error || !history.last_attempt) return {Retry::at, history.last_attempt.value_or(SteadyTime{})};
  const Error& error = *history.last_error;
  if (error_class(error) == ErrorClass::blocked) return {Retry::never, SteadyTime::max()};
  const double jitter = tamed(jitter01);
  milliseconds wait = scaled(back_off(error, rules, std::max(1U, history.failures)), 0.8 + 0.4 * jitter);
  if (error.retry_after) wait = std::max(wait, asked_for(*error.retry_after, jitter));
  return {Retry::at, *history.last_attempt + wait};
}

}  // namespace ddns::plan
