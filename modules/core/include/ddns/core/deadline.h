#pragma once

#include <algorithm>
#include <chrono>

#include "ddns/core/clock.h"

namespace ddns {

/// A point in steady time by which something must be done. Value type.
class Deadline {
 public:
  explicit Deadline(SteadyTime at) noexcept : at_(at) {}
  [[nodiscard]] static Deadline after(const Clock& clock, std::chrono::milliseconds span) noexcept {
    return Deadline(clock.steady() + span);
  }
  /// Practically never.
  [[nodiscard]] static Deadline never() noexcept { return Deadline(SteadyTime::max()); }

  [[nodiscard]] SteadyTime at() const noexcept { return at_; }
  [[nodiscard]] bool expired(SteadyTime now) const noexcept { return now >= at_; }
  /// Never negative; for never() a large but addable span.
  [[nodiscard]] std::chrono::milliseconds remaining(SteadyTime now) const noexcept {
    if (now >= at_) return std::chrono::milliseconds{0};
    return std::min(std::chrono::ceil<std::chrono::milliseconds>(at_ - now),
                    std::chrono::milliseconds{std::chrono::hours{24}});
  }
  [[nodiscard]] Deadline earlier(Deadline other) const noexcept { return at_ < other.at_ ? *this : other; }

 private:
  SteadyTime at_;
};

}  // namespace ddns
