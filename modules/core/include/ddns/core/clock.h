#pragma once

#include <chrono>

namespace ddns {

/// Monotonic, does not run during suspend; for intervals, back-off and deadlines.
using SteadyTime = std::chrono::steady_clock::time_point;
/// Unix time; for signatures, logs, metrics and stored rows.
using WallTime = std::chrono::system_clock::time_point;

/// The door by which time enters. Implementations are safe to call from several threads.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual SteadyTime steady() const noexcept = 0;
  [[nodiscard]] virtual WallTime wall() const noexcept = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime steady() const noexcept override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] WallTime wall() const noexcept override { return std::chrono::system_clock::now(); }
};

}  // namespace ddns
