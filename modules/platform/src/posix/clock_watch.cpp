#include "clock_watch.h"

#include <sys/timerfd.h>

#include <cstdint>
#include <ctime>
#include <limits>

#include "io_error.h"

namespace ddns::platform {

Result<ClockWatch> ClockWatch::open() {
  ClockWatch watch(UniqueFd(::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC)));
  if (!watch.timer_.valid() || !watch.arm()) return system_error("cannot watch the clock", last_error());
  return watch;
}

bool ClockWatch::arm() const noexcept {
  itimerspec never{};
  // As far away as every kernel takes (it keeps nanoseconds in 63 bits), and some years less.
  never.it_value.tv_sec = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1'000'000'000;
  return ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr) == 0;
}

bool ClockWatch::drain() noexcept {
  std::uint64_t expirations = 0;
  const auto got = retry_interrupted([&] { return ::read(timer_.get(), &expirations, sizeof expirations); });
  const bool jumped = got < 0 && errno == ECANCELED;
  // Without a new start the timer would stay readable, and a wait would spin.
  if ((jumped || got > 0) && !arm()) timer_.reset();
  return jumped;
}

}  // namespace ddns::platform
