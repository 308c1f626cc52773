#pragma once

#include <cstdint>
#include <optional>

namespace ddns::platform {

/// What this process uses, for the process_* metrics. What cannot be read is left out, never 0.
struct ProcessFigures {
  std::optional<double> cpu_seconds;            ///< user and system, since start
  std::optional<std::uint64_t> resident_bytes;  ///< physical memory
  std::optional<std::uint64_t> virtual_bytes;
  std::optional<std::uint64_t> open_fds;  ///< on Windows: handles
  std::optional<std::uint64_t> max_fds;   ///< soft limit; nullopt when unlimited and on Windows
  std::optional<std::uint64_t> threads;
  std::optional<double> start_time;  ///< Unix seconds
};

/// Linux: /proc/self only (systemd's ProcSubset=pid hides /proc/stat, so the start time comes from the clocks).
/// About 50 µs. Thread-safe.
[[nodiscard]] ProcessFigures process_figures();

/// This process's id.
[[nodiscard]] std::uint64_t process_id() noexcept;

}  // namespace ddns::platform
