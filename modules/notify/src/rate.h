#pragma once

#include <deque>

#include "ddns/core/clock.h"

namespace ddns::notify {

/// At most `limit` messages in any 60 seconds. A window and not a bucket: a bucket that fills at the same rate would
/// let twice as many through in its first minute, and the robots count. Limit 0 = no limit.
class RateWindow {
 public:
  explicit RateWindow(unsigned limit) : limit_(limit) {}

  /// When the next one may go: `now` or later.
  [[nodiscard]] SteadyTime next(SteadyTime now) const {
    if (limit_ == 0 || sent_.size() < limit_) return now;
    const auto free = sent_[sent_.size() - limit_] + kSpan;
    return free > now ? free : now;
  }
  void take(SteadyTime now) {
    if (limit_ == 0) return;
    sent_.push_back(now);
    while (sent_.size() > limit_) sent_.pop_front();
  }

 private:
  static constexpr std::chrono::seconds kSpan{60};
  unsigned limit_;
  std::deque<SteadyTime> sent_;
};

}  // namespace ddns::notify
