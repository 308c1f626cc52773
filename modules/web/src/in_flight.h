#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace ddns::web {

/// Requests between their first octet and the last of their answer. Thread-safe.
class InFlight {
 public:
  /// One of them.
  class Here {
   public:
    explicit Here(InFlight& all) : all_(all) {
      const std::lock_guard lock(all_.mutex_);
      ++all_.count_;
    }
    ~Here() {
      const std::lock_guard lock(all_.mutex_);
      if (--all_.count_ == 0) all_.none_.notify_all();
    }
    Here(const Here&) = delete;
    Here& operator=(const Here&) = delete;

   private:
    InFlight& all_;
  };

  /// Waits until there is none, but no longer than `limit`.
  void wait_for_none(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    none_.wait_for(lock, limit, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  unsigned count_ = 0;
};

}  // namespace ddns::web
