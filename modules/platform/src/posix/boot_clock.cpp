#include "ddns/platform/boot_clock.h"

#include <ctime>

namespace ddns::platform {
namespace {

std::optional<std::chrono::nanoseconds> read_clock(clockid_t clock) noexcept {
  timespec now{};
  if (::clock_gettime(clock, &now) != 0) return std::nullopt;
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

}  // namespace

std::optional<std::chrono::nanoseconds> boot_time_now() noexcept { return read_clock(CLOCK_BOOTTIME); }

std::optional<std::chrono::nanoseconds> suspended_time() noexcept {
  // In this order the difference is never negative.
  const auto without = read_clock(CLOCK_MONOTONIC);
  const auto with = boot_time_now();
  if (!with || !without) return std::nullopt;
  return *with - *without;
}

}  // namespace ddns::platform
