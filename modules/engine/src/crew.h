#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ddns::engine {

/// Tasks for a few threads, which add further tasks while they work. As many run at once as `width` allows at that
/// moment; threads are made only when there is something for them to do, and where none can be made those that exist
/// share the work. add functions may be called by tasks and before run(); run() by one thread, which works too.
class Crew {
 public:
  using Task = std::function<void()>;

  /// `width` is asked before each task and must not call back into the crew; less than one counts as one.
  explicit Crew(std::function<std::size_t()> width) : width_(std::move(width)) {}

  /// To be done after all that wait now.
  void add_last(Task task);
  /// To be done before all that wait now, in this order.
  void add_first(std::vector<Task> tasks);
  /// Returns when every task has ended. A task that throws ends the work: what waits is dropped, and run() throws the
  /// same when the others have ended.
  void run();

 private:
  void work();
  /// One more thread, if there is a task and room for it. `soon_free`: hands about to end their task, as one that adds
  /// further tasks usually is. With the lock held.
  void call_for_help(std::size_t soon_free);
  [[nodiscard]] bool has_room() const;

  std::function<std::size_t()> width_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::size_t at_work_ = 0;  ///< running tasks
  std::size_t hands_ = 0;    ///< threads, the caller's among them
  bool no_more_threads_ = false;
  std::exception_ptr broken_;
  std::vector<std::jthread> helpers_;
};

}  // namespace ddns::engine
