#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "message.h"

namespace ddns::engine {

/// The engine thread's letter box. Safe to use from several threads.
class Inbox {
 public:
  /// False when closed: the message is dropped.
  bool post(Message message);
  /// Sleeps until there is something, `until` has come, or it was closed; without a tick. nullopt = closed.
  [[nodiscard]] std::optional<std::vector<Message>> wait(SteadyTime until, const Clock& clock);
  /// Ends the current or the next wait(), with what there is.
  void nudge();
  /// Ends wait(); what workers that still end post() is taken all the same, for close().
  void stop_waiting();
  /// What came since; afterwards closed for good.
  [[nodiscard]] std::vector<Message> close();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Message> messages_;
  bool nudged_ = false;
  bool waiting_ended_ = false;
  bool closed_ = false;
};

}  // namespace ddns::engine
