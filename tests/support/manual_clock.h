#pragma once

#include <chrono>
#include <mutex>

#include "ddns/core/clock.h"

namespace ddns::test {

/// A clock that stands still until the test moves it. Starts at steady 1000 s and 2026-01-02T03:04:05Z (Unix
/// 1767323045). Safe to use from several threads.
class ManualClock final : public Clock {
 public:
  static constexpr std::chrono::sys_seconds kStart{std::chrono::seconds{1'767'323'045}};

  ManualClock() = default;
  explicit ManualClock(WallTime wall) : wall_(wall) {}

  [[nodiscard]] SteadyTime steady() const noexcept override {
    const std::lock_guard lock(mutex_);
    return steady_;
  }
  [[nodiscard]] WallTime wall() const noexcept override {
    const std::lock_guard lock(mutex_);
    return wall_;
  }

  /// Both clocks go on together, as they do while a machine runs.
  template <class Rep, class Period>
  void advance(std::chrono::duration<Rep, Period> span) {
    const std::lock_guard lock(mutex_);
    steady_ += std::chrono::duration_cast<SteadyTime::duration>(span);
    wall_ += std::chrono::duration_cast<WallTime::duration>(span);
  }
  void set_steady(SteadyTime time) {
    const std::lock_guard lock(mutex_);
    steady_ = time;
  }
  /// A wall clock that jumps, as at boot or after a suspend.
  void set_wall(WallTime time) {
    const std::lock_guard lock(mutex_);
    wall_ = time;
  }

 private:
  mutable std::mutex mutex_;
  SteadyTime steady_{std::chrono::seconds{1000}};
  WallTime wall_{kStart};
};

}  // namespace ddns::test
