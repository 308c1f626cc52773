#pragma once

#include <chrono>

#include "ddns/core/clock.h"

namespace ddns::log {

/// The calendar day of `at` at this place ($TZ, or the system's zone).
[[nodiscard]] std::chrono::sys_days local_day(WallTime at);

/// The same for a clock that is read often. Every midnight of every zone lies on a quarter of an hour of UTC, so
/// between two of them the day is known.
class DayCache {
 public:
  [[nodiscard]] std::chrono::sys_days of(WallTime at);

 private:
  using Quarter = std::chrono::duration<std::int64_t, std::ratio<900>>;
  std::chrono::time_point<std::chrono::system_clock, Quarter> quarter_ = {};
  std::chrono::sys_days day_ = {};
};

}  // namespace ddns::log
