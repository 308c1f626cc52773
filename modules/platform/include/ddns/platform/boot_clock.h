#pragma once

#include <chrono>
#include <optional>

namespace ddns::platform {

/// Time since boot that goes on during suspend (steady_clock stands still on Linux). nullopt where there is no such
/// clock.
[[nodiscard]] std::optional<std::chrono::nanoseconds> boot_time_now() noexcept;

/// How long the machine has been suspended since boot, in all. Two readings that differ by a second or more tell that
/// it slept in between (less is the noise of reading two clocks). nullopt where it cannot be told.
[[nodiscard]] std::optional<std::chrono::nanoseconds> suspended_time() noexcept;

}  // namespace ddns::platform
