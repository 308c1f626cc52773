#include "inbox.h"

#include <utility>

namespace ddns::engine {

bool Inbox::post(Message message) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    messages_.push_back(std::move(message));
  }
  changed_.notify_one();
  return true;
}

std::optional<std::vector<Message>> Inbox::wait(SteadyTime until, const Clock& clock) {
  std::unique_lock lock(mutex_);
  const auto awake = [this] { return !messages_.empty() || nudged_ || waiting_ended_; };
  while (!awake()) {
    if (until == SteadyTime::max()) {
      changed_.wait(lock, awake);
      break;
    }
    const SteadyTime now = clock.steady();
    if (now >= until) break;
    changed_.wait_for(lock, until - now, awake);
  }
  nudged_ = false;
  if (waiting_ended_) return std::nullopt;
  return std::exchange(messages_, {});
}

void Inbox::nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  changed_.notify_one();
}

void Inbox::stop_waiting() {
  {
    const std::lock_guard lock(mutex_);
    waiting_ended_ = true;
  }
  changed_.notify_all();
}

std::vector<Message> Inbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  return std::exchange(messages_, {});
}

}  // namespace ddns::engine
