#include "ddns/platform/wait_set.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>

#include "address_watch.h"
#include "clock_watch.h"
#include "fd.h"
#include "file_watch.h"
#include "io_error.h"
#include "service_signals.h"

namespace ddns::platform {

struct WaitSet::Impl {
  UniqueFd waker;
  std::optional<ClockWatch> clock;
  std::optional<AddressWatch> addresses;
  std::optional<FileWatch> files;
  UniqueFd signals;

  [[nodiscard]] bool sleep(std::array<pollfd, 5>& descriptors, std::optional<SteadyTime> deadline) const;
  void read_waker(Wakeups& found) const;
  void read_signals(Wakeups& found) const;
  [[nodiscard]] Wakeups collect(const std::array<pollfd, 5>& descriptors);
};

namespace {

enum Place : std::size_t { at_waker, at_clock, at_addresses, at_files, at_signals };

timespec time_left(SteadyTime deadline) {
  const auto left = std::max(deadline - std::chrono::steady_clock::now(), SteadyTime::duration::zero());
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
  return {.tv_sec = static_cast<time_t>(whole.count()), .tv_nsec = static_cast<long>((left - whole).count())};
}

bool anything(const Wakeups& found) { return found != Wakeups{}; }

}  // namespace

/// False when time ran out. An interrupted sleep returns true with nothing readable, and is simply begun again.
bool WaitSet::Impl::sleep(std::array<pollfd, 5>& descriptors, std::optional<SteadyTime> deadline) const {
  const auto entry = [](int fd) { return pollfd{.fd = fd, .events = POLLIN, .revents = 0}; };
  // poll() skips negative descriptors, so what is not watched needs no special case.
  descriptors[at_waker] = entry(waker.get());
  descriptors[at_clock] = entry(clock ? clock->fd() : -1);
  descriptors[at_addresses] = entry(addresses ? addresses->fd() : -1);
  descriptors[at_files] = entry(files ? files->fd() : -1);
  descriptors[at_signals] = entry(signals.get());
  timespec left{};
  if (deadline) left = time_left(*deadline);
  const int ready = ::ppoll(descriptors.data(), descriptors.size(), deadline ? &left : nullptr, nullptr);
  if (ready < 0) {
    for (pollfd& one : descriptors) one.revents = 0;
  }
  return ready != 0;
}

void WaitSet::Impl::read_waker(Wakeups& found) const {
  std::uint64_t count = 0;
  found.woken = ::read(waker.get(), &count, sizeof count) == sizeof count;
}

void WaitSet::Impl::read_signals(Wakeups& found) const {
  signalfd_siginfo info{};
  while (::read(signals.get(), &info, sizeof info) == sizeof info) {
    for (const auto& [signal, number] : service_signals) {
      const bool known = std::find(found.signals.begin(), found.signals.end(), signal) != found.signals.end();
      if (static_cast<std::uint32_t>(number) == info.ssi_signo && !known) found.signals.push_back(signal);
    }
  }
  std::sort(found.signals.begin(), found.signals.end());
}

Wakeups WaitSet::Impl::collect(const std::array<pollfd, 5>& descriptors) {
  Wakeups found;
  const auto ready = [&](Place place) { return descriptors[place].revents != 0; };
  if (ready(at_waker)) read_waker(found);
  if (ready(at_clock)) found.clock_changed = clock->drain();
  if (ready(at_addresses)) {
    const NetworkChanges changes = addresses->drain();
    found.addresses_changed = changes.addresses;
    found.routes_changed = changes.routes;
  }
  if (ready(at_files)) found.files = files->drain();
  if (ready(at_signals)) read_signals(found);
  return found;
}

WaitSet::WaitSet(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
WaitSet::~WaitSet() = default;

Result<std::unique_ptr<WaitSet>> WaitSet::create() {
  auto impl = std::make_unique<Impl>();
  impl->waker = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!impl->waker.valid()) return system_error("cannot make an event descriptor", last_error());
  // Old kernels and strict sandboxes have no such timer: a jump of the clock is then noticed at the next wake-up only.
  if (auto clock = ClockWatch::open()) impl->clock = std::move(*clock);
  return std::unique_ptr<WaitSet>(new WaitSet(std::move(impl)));
}

Status WaitSet::add_address_watch() {
  auto watch = AddressWatch::open();
  if (!watch) return fail(std::move(watch).error());
  impl_->addresses = std::move(*watch);
  return {};
}

Status WaitSet::watch_files(const std::vector<std::filesystem::path>& files) {
  if (!impl_->files) {
    auto watch = FileWatch::open();
    if (!watch) return fail(std::move(watch).error());
    impl_->files = std::move(*watch);
  }
  return impl_->files->watch(files);
}

Status WaitSet::add_signals() {
  const sigset_t set = service_signal_set();
  // For a caller that forgot block_service_signals(): an unblocked signal would end the process instead.
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  impl_->signals = UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!impl_->signals.valid()) return system_error("cannot receive signals", last_error());
  return {};
}

Wakeups WaitSet::wait(std::optional<SteadyTime> deadline) {
  std::array<pollfd, 5> descriptors{};
  for (;;) {
    if (!impl_->sleep(descriptors, deadline)) {
      Wakeups nothing;
      nothing.timed_out = true;
      return nothing;
    }
    Wakeups found = impl_->collect(descriptors);
    if (anything(found)) return found;
  }
}

void WaitSet::wake() noexcept {
  const std::uint64_t one = 1;
  const int before = errno;  // a signal handler must leave it alone
  // EAGAIN means that the counter is full: then a wake-up is pending already.
  [[maybe_unused]] const ssize_t written = ::write(impl_->waker.get(), &one, sizeof one);
  errno = before;
}

}  // namespace ddns::platform
