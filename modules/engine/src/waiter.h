#pragma once

#include <stop_token>

#include "ddns/core/clock.h"

namespace ddns::engine {

/// The door by which a worker sleeps. Safe to use from several threads.
class Waiter {
 public:
  virtual ~Waiter() = default;
  /// False when `stop` was asked for first.
  virtual bool wait_until(SteadyTime at, const std::stop_token& stop) = 0;
};

/// Sleeps without a tick on a condition variable.
class ThreadWaiter final : public Waiter {
 public:
  explicit ThreadWaiter(const Clock& clock) : clock_(clock) {}
  bool wait_until(SteadyTime at, const std::stop_token& stop) override;

 private:
  const Clock& clock_;
};

}  // namespace ddns::engine
