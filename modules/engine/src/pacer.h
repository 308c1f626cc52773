#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "ddns/core/clock.h"
#include "ddns/plan/capabilities.h"

namespace ddns::engine {

/// The rate window of one account: at most `calls` in any `window`, across its jobs. A call counts from before it
/// leaves until a window after it ended, so that the service, whose clock starts somewhere in between, never counts
/// more than we do. Safe to use from several threads. Never sleeps: it tells when.
class Pacer {
 public:
  explicit Pacer(std::optional<plan::Rate> rate) : rate_(rate) {}

  using Token = std::uint64_t;
  /// A token, or nothing when the window is full: then `free_at` tells when to ask again.
  [[nodiscard]] std::optional<Token> take(SteadyTime now);
  /// Now when a call may leave at once. Counts nothing.
  [[nodiscard]] SteadyTime free_at(SteadyTime now);
  /// The call has ended.
  void give_back(Token token, SteadyTime now);

 private:
  struct Slot {
    Token token;
    SteadyTime at;
  };
  void forget_old(SteadyTime now);

  std::optional<plan::Rate> rate_;
  std::mutex mutex_;
  std::deque<Slot> slots_;
  Token last_ = 0;
};

}  // namespace ddns::engine
