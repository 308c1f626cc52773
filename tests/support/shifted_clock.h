#pragma once

#include <chrono>

#include "ddns/core/clock.h"

namespace ddns::test {

/// The system's clock, some time off: a machine whose clock is wrong. Thread-safe.
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(std::chrono::seconds off = {}) : off_(off) {}
  [[nodiscard]] SteadyTime steady() const noexcept override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] WallTime wall() const noexcept override { return std::chrono::system_clock::now() + off_; }

 private:
  std::chrono::seconds off_;
};

}  // namespace ddns::test
