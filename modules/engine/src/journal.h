#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

#include "ddns/engine/runner.h"
#include "message.h"

namespace ddns::engine {

/// The state store behind one lock, so that lanes and the engine may write to it. Every failure is published
/// (StateFailed; the first in a row is news) and never stops anybody; every success as StateWritten. Safe to use from
/// several threads.
class Journal {
 public:
  explicit Journal(const Environment& environment)
      : environment_(environment), failing_(environment.state_lost.has_value()) {}

  [[nodiscard]] Loaded load(const Settings& settings);
  /// As many ids as intents; empty when they could not be written.
  [[nodiscard]] std::vector<std::int64_t> begin(const std::vector<state::Intent>& intents);
  void end(const std::vector<state::Ending>& endings);
  void learned(const std::vector<state::Remembered>& rows);
  void write(const JournalBatch& batch);

 private:
  /// Does it, times it and publishes how it went. With the lock held.
  template <class Work>
  auto timed(const Work& work);
  void report(Status status, std::chrono::microseconds took);

  const Environment& environment_;
  std::mutex mutex_;
  bool failing_;
  bool told_ = false;
};

}  // namespace ddns::engine
