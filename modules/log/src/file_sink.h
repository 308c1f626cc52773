#pragma once

#include <array>
#include <atomic>
#include <cstdio>
#include <mutex>

#include <spdlog/sinks/base_sink.h>

#include "backlog.h"
#include "ddns/log/logger.h"
#include "ddns/platform/append_file.h"
#include "housekeeper.h"
#include "local_day.h"

namespace ddns::log {

/// Counters shared by a logger and its sinks.
struct Counters {
  std::array<std::atomic<std::uint64_t>, 6> messages{};
  std::atomic<std::uint64_t> dropped{0}, write_errors{0}, rotations{0}, reopen_failures{0};
};

/// A spdlog sink that takes finished lines and keeps a file by size and by day (internal), reopens it on request or
/// when it sees that a new one is there (external), or just appends (none). spdlog's own rotating sink truncates or
/// throws when a rename fails, and cannot reopen. Nothing is ever truncated, and nothing ticks: whether to rotate is
/// asked when a line comes.
class FileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  FileSink(Settings settings, const Clock& clock, Counters& counters);
  ~FileSink() override;
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  void reopen();
  void configure(const Settings& settings);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  void open();
  /// From now on lines go to this one. What waits is for the former file; when that one does not take it, it is lost.
  void change_to(platform::AppendFile file);
  void open_anew();
  void write(std::string_view line);
  void follow_external_rotation();
  [[nodiscard]] bool rotation_due(std::size_t coming);
  void rotate();
  void rotation_failed();
  void keep_house();

  Settings settings_;
  const Clock& clock_;
  Counters& counters_;
  platform::AppendFile file_;
  Backlog backlog_;
  DayCache today_;
  std::chrono::sys_days day_{};     ///< of the file's newest line
  std::uint64_t rotate_above_ = 0;  ///< bytes
  bool complained_ = false;
  Housekeeper housekeeper_;
};

/// Finished lines to standard output or standard error; those it does not take are counted as dropped.
class ConsoleSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  ConsoleSink(std::FILE* stream, Counters& counters) : stream_(stream), counters_(counters) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  std::FILE* stream_;
  Counters& counters_;
};

}  // namespace ddns::log
