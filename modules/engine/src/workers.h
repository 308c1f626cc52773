#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <string>
#include <thread>

namespace ddns::engine {

/// Threads that exist while they have work. Used by one thread only, which also joins them.
class Workers {
 public:
  /// Runs `work`, then `last`, on a thread of its own that is called `name`; once `last` is called the thread may be
  /// reaped without waiting. Throws std::system_error when there is no thread to be had.
  void start(std::string name, std::function<void()> work, std::function<void()> last);
  /// Joins those that have ended.
  void reap();
  void join_all() { workers_.clear(); }

 private:
  struct Worker {
    std::atomic<bool> ended{false};
    std::jthread thread = {};
  };
  std::list<Worker> workers_;
};

}  // namespace ddns::engine
