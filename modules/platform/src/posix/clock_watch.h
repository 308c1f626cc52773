#pragma once

#include "ddns/core/result.h"
#include "fd.h"

namespace ddns::platform {

/// Becomes readable when the wall clock jumps: somebody set it, or the machine woke from suspend (the kernel sets it
/// then). A timer in the far future that is cancelled by that, TFD_TIMER_CANCEL_ON_SET of timerfd_create(2).
class ClockWatch {
 public:
  [[nodiscard]] static Result<ClockWatch> open();

  [[nodiscard]] int fd() const noexcept { return timer_.get(); }
  /// To be called when fd() is readable; true if the clock jumped. Arms itself again.
  [[nodiscard]] bool drain() noexcept;

 private:
  explicit ClockWatch(UniqueFd timer) : timer_(std::move(timer)) {}
  [[nodiscard]] bool arm() const noexcept;

  UniqueFd timer_;
};

}  // namespace ddns::platform
