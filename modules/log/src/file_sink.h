#pragma once

#include <atomic>
#include <cstdio>
#include <mutex>

#include <spdlog/sinks/base_sink.h>

#include "ddns/log/logger.h"
#include "ddns/platform/append_file.h"

namespace ddns::log {

/// Counters shared by a logger and its sinks.
struct Counters {
  std::array<std::atomic<std::uint64_t>, 6> messages{};
  std::atomic<std::uint64_t> dropped{0}, write_errors{0}, rotations{0}, reopen_failures{0};
};

/// A spdlog sink that takes finished lines and keeps a file by size and by day (internal), reopens it on request
/// (external), or just appends (none). spdlog's own rotating sink truncates or throws when a rename fails, and cannot
/// reopen.
class FileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  FileSink(Settings settings, const Clock& clock, Counters& counters);

  void reopen();
  void configure(const Settings& settings);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  void open();
  void write(std::string_view line);
  [[nodiscard]] bool rotation_due(std::size_t coming);
  void rotate();

  Settings settings_;
  const Clock& clock_;
  Counters& counters_;
  platform::AppendFile file_;
  std::uint64_t size_ = 0;
  std::chrono::sys_days day_{};
  bool complained_ = false;
};

/// Finished lines to standard output or standard error.
class ConsoleSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit ConsoleSink(std::FILE* stream) : stream_(stream) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  std::FILE* stream_;
};

}  // namespace ddns::log
