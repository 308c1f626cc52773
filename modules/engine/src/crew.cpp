#include "crew.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include "ddns/platform/thread_name.h"

namespace ddns::engine {

void Crew::add_last(Task task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  call_for_help(1);
  changed_.notify_one();
}

void Crew::add_first(std::vector<Task> tasks) {
  const std::lock_guard lock(mutex_);
  tasks_.insert(tasks_.begin(), std::make_move_iterator(tasks.begin()), std::make_move_iterator(tasks.end()));
  call_for_help(1);
  changed_.notify_all();
}

void Crew::run() {
  {
    const std::lock_guard lock(mutex_);
    ++hands_;
  }
  work();
  helpers_.clear();
  hands_ = 0;
  if (broken_) std::rethrow_exception(std::exchange(broken_, nullptr));
}

bool Crew::has_room() const { return at_work_ < std::max<std::size_t>(width_(), 1); }

void Crew::call_for_help(std::size_t soon_free) {
  // Before run() there is nobody who would wait for helpers. Hands that are idle take the tasks themselves.
  if (hands_ == 0 || no_more_threads_ || tasks_.size() <= hands_ - at_work_ + soon_free || !has_room()) return;
  try {
    // Called like those whom it helps.
    helpers_.emplace_back([this, name = std::string(platform::thread_name())] {
      platform::name_thread(name);
      work();
    });
    ++hands_;
  } catch (const std::system_error&) {
    no_more_threads_ = true;
  }
}

void Crew::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto over = [this] { return tasks_.empty() && at_work_ == 0; };
    changed_.wait(lock, [&] { return over() || (!tasks_.empty() && has_room()); });
    if (over()) break;
    const Task task = std::move(tasks_.front());
    tasks_.pop_front();
    ++at_work_;
    call_for_help(0);
    lock.unlock();
    std::exception_ptr broken;
    try {
      task();
    } catch (...) {
      broken = std::current_exception();
    }
    lock.lock();
    if (broken) {
      if (!broken_) broken_ = broken;
      tasks_.clear();
    }
    --at_work_;
    // The width may have grown, or all is done.
    changed_.notify_all();
  }
}

}  // namespace ddns::engine
