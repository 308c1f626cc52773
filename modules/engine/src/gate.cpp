#include "gate.h"

#include <algorithm>
#include <utility>

#include "tuning.h"

namespace ddns::engine {

bool Gate::open() const {
  if (stop_.stop_requested() || wind_down_.stop_requested()) return false;
  const std::lock_guard lock(mutex_);
  return !error_ && !put_off_;
}

void Gate::succeeded(Verb verb) {
  const std::lock_guard lock(mutex_);
  ++successes_.at(static_cast<std::size_t>(verb));
  ++answered_;
  in_a_row_ = 0;
}

void Gate::forgive_one_read() {
  const std::lock_guard lock(mutex_);
  forgiving_ = true;
}

bool Gate::failed(Verb verb, const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!concerns_account(verb, error)) return false;
  // Parallel calls may fail in several ways: the service's own orders weigh more than a broken connection.
  const auto weight = [](const Error& one) {
    const ErrorClass what = error_class(one);
    return what == ErrorClass::blocked ? 2 : what == ErrorClass::rate_limited ? 1 : 0;
  };
  if (!error_ || weight(error) > weight(*error_)) error_ = error;
  return true;
}

bool Gate::concerns_account(Verb verb, const Error& error) {
  switch (error.reason) {
    case Reason::connect:
    case Reason::resolve:
    case Reason::tls:
    case Reason::clock:
      return true;
    default:
      break;
  }
  switch (error_class(error)) {
    case ErrorClass::blocked:
    case ErrorClass::rate_limited:
      return true;
    case ErrorClass::auth:
      // Rights may be given zone by zone: where the same verb has worked, the refusal is that zone's.
      return successes_.at(static_cast<std::size_t>(verb)) == 0;
    case ErrorClass::transient:
    case ErrorClass::protocol:
    case ErrorClass::internal: {
      ++in_a_row_;
      const bool nothing_read = verb != Verb::write && successes_.at(static_cast<std::size_t>(verb)) == 0;
      if (nothing_read && verb == Verb::read && std::exchange(forgiving_, false)) return false;
      return nothing_read || in_a_row_ >= failures_of_service;
    }
    case ErrorClass::config:
      return verb == Verb::zones;
    case ErrorClass::not_found:
    case ErrorClass::rejected:
    case ErrorClass::conflict:
      ++answered_;
      in_a_row_ = 0;
      return false;
    case ErrorClass::cancelled:
      return false;
  }
  return false;
}

void Gate::put_off(SteadyTime until) {
  const std::lock_guard lock(mutex_);
  put_off_ = put_off_ ? std::max(*put_off_, until) : until;
}

std::optional<Error> Gate::account_error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

std::optional<SteadyTime> Gate::put_off_until() const {
  const std::lock_guard lock(mutex_);
  return put_off_;
}

unsigned Gate::successes() const {
  const std::lock_guard lock(mutex_);
  return answered_;
}

}  // namespace ddns::engine
