#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "ddns/log/logger.h"

/// Numbered lines through the real sink, and the proof that each is there once and in order.
namespace ddns::logfile {

inline constexpr std::size_t kLines = 200'000;

/// Writes the lines 0, 1, 2 … in a thread of its own, as fast as it can.
class Writer {
 public:
  Writer(log::Logger& logger, std::size_t lines);
  [[nodiscard]] std::size_t written() const noexcept { return written_; }
  [[nodiscard]] bool done() const noexcept { return done_; }

 private:
  std::atomic<std::size_t> written_{0};
  std::atomic<bool> done_{false};
  std::jthread thread_;
};

/// The numbers in these files (".gz" is unpacked), in the order in which they stand. A line that is anything but a
/// whole log line fails the running test.
[[nodiscard]] std::vector<std::size_t> numbers_in(const std::vector<std::filesystem::path>& files);

/// Fails the running test unless these are 0, 1, 2 … `lines` - 1.
void expect_every_line_once(const std::vector<std::size_t>& numbers, std::size_t lines);

}  // namespace ddns::logfile
