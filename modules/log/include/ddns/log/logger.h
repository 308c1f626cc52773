#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "ddns/core/clock.h"
#include "ddns/log/line.h"
#include "ddns/log/secret_filter.h"
#include "ddns/log/settings.h"

namespace ddns::log {

/// What the log says about itself, for metrics. Counted since the logger was made.
struct Figures {
  std::array<std::uint64_t, 6> messages{};  ///< by Level
  std::uint64_t dropped = 0;                ///< lines that could not be written anywhere
  std::uint64_t write_errors = 0;           ///< attempts to write, rotate or compress that failed
  std::uint64_t rotations = 0;
  std::uint64_t reopen_failures = 0;
};

/// Writes finished lines to a file, to standard output, or both. Never throws, never blocks on anything but the file
/// system. While the disk is full, lines wait in memory; what does not fit there is dropped (counted). Lines that wait
/// are tried again with every later line and at the end. Thread-safe; configure() and reopen() are for one thread.
class Logger {
 public:
  /// A file that cannot be opened is reported on standard error and tried again with every later line; meanwhile lines
  /// go to standard output.
  Logger(Settings settings, Origin origin, const Clock& clock, const SecretFilter& filter);
  ~Logger();

  void write(Level level, std::string_view component, std::string_view message,
             std::span<const Field> fields = {}) noexcept;
  [[nodiscard]] bool enabled(Level level) const noexcept { return level >= level_.load(std::memory_order_relaxed); }

  /// A reload changed the settings; the file is reopened only if its path or rotation changed.
  void configure(const Settings& settings) noexcept;
  /// For external rotation: opens the path anew first, then closes the old file; keeps the old one on failure.
  void reopen() noexcept;
  [[nodiscard]] Figures figures() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::atomic<Level> level_;
};

}  // namespace ddns::log
