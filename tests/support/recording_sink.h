#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "ddns/events/event.h"
#include "ddns/events/sink.h"

namespace ddns::test {

/// Keeps every event.
class RecordingSink final : public events::EventSink {
 public:
  void publish(const events::Event& event) noexcept override {
    {
      const std::lock_guard lock(mutex_);
      events_.push_back(event);
    }
    changed_.notify_all();
  }
  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    const std::lock_guard lock(mutex_);
    return all_locked<T>();
  }
  template <class T>
  [[nodiscard]] std::size_t count() const {
    return all<T>().size();
  }
  [[nodiscard]] std::vector<events::Event> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    events_.clear();
  }
  /// True as soon as `count` events of the kind that satisfy `test` have come; false after 20 s.
  template <class T>
  [[nodiscard]] bool wait_for(std::size_t count, const std::function<bool(const T&)>& test = {}) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{20}, [&] {
      const auto seen = all_locked<T>();
      return static_cast<std::size_t>(std::ranges::count_if(seen, [&](const T& one) { return !test || test(one); })) >=
             count;
    });
  }

 private:
  template <class T>
  std::vector<T> all_locked() const {
    std::vector<T> found;
    for (const auto& event : events_) {
      if (const T* payload = std::get_if<T>(&event.payload)) found.push_back(*payload);
    }
    return found;
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<events::Event> events_;
};

}  // namespace ddns::test
