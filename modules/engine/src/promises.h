#pragma once

#include <cstdint>
#include <future>
#include <map>
#include <mutex>
#include <utility>

namespace ddns::engine {

/// Who waits for which answer. Safe to use from several threads.
template <class Answer>
class Promises {
 public:
  [[nodiscard]] std::pair<std::uint64_t, std::future<Answer>> make() {
    const std::lock_guard lock(mutex_);
    const std::uint64_t ticket = ++last_;
    return {ticket, open_[ticket].get_future()};
  }

  /// Once per ticket; a second answer is dropped.
  void keep(std::uint64_t ticket, const Answer& answer) {
    std::promise<Answer> promise;
    {
      const std::lock_guard lock(mutex_);
      const auto found = open_.find(ticket);
      if (found == open_.end()) return;
      promise = std::move(found->second);
      open_.erase(found);
    }
    promise.set_value(answer);
  }

  /// The same answer for all that still wait.
  void keep_all(const Answer& answer) {
    std::map<std::uint64_t, std::promise<Answer>> left;
    {
      const std::lock_guard lock(mutex_);
      left.swap(open_);
    }
    for (auto& [ticket, promise] : left) promise.set_value(answer);
  }

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, std::promise<Answer>> open_;
  std::uint64_t last_ = 0;
};

}  // namespace ddns::engine
