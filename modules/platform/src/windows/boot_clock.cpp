#include "ddns/platform/boot_clock.h"

#include "handle.h"

namespace ddns::platform {

std::optional<std::chrono::nanoseconds> boot_time_now() noexcept {
  return std::chrono::milliseconds{::GetTickCount64()};
}

std::optional<std::chrono::nanoseconds> suspended_time() noexcept {
  ULONGLONG without = 0;  // in units of 100 ns
  if (::QueryUnbiasedInterruptTime(&without) == 0) return std::nullopt;
  return *boot_time_now() - std::chrono::nanoseconds{100 * without};
}

}  // namespace ddns::platform
