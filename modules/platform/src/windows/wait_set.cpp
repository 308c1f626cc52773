#include "ddns/platform/wait_set.h"

#include <algorithm>

#include "address_watch.h"
#include "console_signals.h"
#include "file_watch.h"
#include "handle.h"
#include "io_error.h"
#include "resume_watch.h"

namespace ddns::platform {

struct WaitSet::Impl {
  UniqueHandle waker;  ///< auto reset
  ResumeWatch resume;
  ConsoleSignals signals;
  std::unique_ptr<AddressWatch> addresses;
  SteadyTime look_at_addresses{};  ///< the slow poll beside the notifications
  FileWatch files;
  SteadyTime look_at_files{};  ///< while a folder cannot be watched

  [[nodiscard]] std::optional<SteadyTime> earlier_of_look_and(std::optional<SteadyTime> deadline) const;
  [[nodiscard]] std::vector<HANDLE> handles() const;
  [[nodiscard]] Wakeups collect(HANDLE first);
};

namespace {

constexpr std::chrono::seconds retry_files{5};

DWORD milliseconds_left(std::optional<SteadyTime> deadline) {
  if (!deadline) return INFINITE;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
  // Far deadlines are slept for in parts: the system counts in 32 bits.
  constexpr long long most = 24LL * 60 * 60 * 1000;
  return static_cast<DWORD>(std::clamp<long long>(left.count(), 0, most));
}

bool signalled(HANDLE event) noexcept { return event != nullptr && ::WaitForSingleObject(event, 0) == WAIT_OBJECT_0; }

}  // namespace

/// One thread waits for at most 64 handles; folders take what is left.
static_assert(FileWatch::most_folders + 6 <= MAXIMUM_WAIT_OBJECTS);

std::vector<HANDLE> WaitSet::Impl::handles() const {
  std::vector<HANDLE> all{waker.get()};
  for (const HANDLE event : {resume.event(), signals.event()}) {
    if (event != nullptr) all.push_back(event);
  }
  if (addresses) {
    for (const HANDLE event : addresses->events()) all.push_back(event);
  }
  for (const HANDLE folder : files.handles()) all.push_back(folder);
  return all;
}

std::optional<SteadyTime> WaitSet::Impl::earlier_of_look_and(std::optional<SteadyTime> deadline) const {
  const auto take = [&](SteadyTime look) { deadline = deadline ? std::min(*deadline, look) : look; };
  if (addresses) take(look_at_addresses);
  if (!files.complete()) take(look_at_files);
  return deadline;
}

/// `first` ended the wait (null: time did), which reset it if it resets itself; the others are asked.
Wakeups WaitSet::Impl::collect(HANDLE first) {
  const auto fired = [&](HANDLE event) { return event != nullptr && (event == first || signalled(event)); };
  Wakeups found;
  found.woken = fired(waker.get());
  found.clock_changed = fired(resume.event());
  if (fired(signals.event())) found.signals = signals.take();
  const auto now = std::chrono::steady_clock::now();
  const auto any_of = [&](const std::vector<HANDLE>& events) {
    return std::any_of(events.begin(), events.end(), fired);
  };
  if (addresses && (any_of(addresses->events()) || now >= look_at_addresses)) {
    const NetworkChanges changes = addresses->drain();
    look_at_addresses = now + addresses->look_again();
    found.addresses_changed = changes.addresses;
    found.routes_changed = changes.routes;
  }
  if (any_of(files.handles()) || (!files.complete() && now >= look_at_files)) {
    found.files = files.drain();
    look_at_files = now + retry_files;
  }
  return found;
}

WaitSet::WaitSet(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
WaitSet::~WaitSet() = default;

Result<std::unique_ptr<WaitSet>> WaitSet::create() {
  auto impl = std::make_unique<Impl>();
  impl->waker = UniqueHandle(::CreateEventW(nullptr, FALSE, FALSE, nullptr));
  if (!impl->waker.valid()) return system_error("cannot make an event", last_error());
  return std::unique_ptr<WaitSet>(new WaitSet(std::move(impl)));
}

Status WaitSet::add_address_watch() {
  auto watch = std::make_unique<AddressWatch>();
  if (auto opened = watch->open(); !opened) return opened;
  impl_->addresses = std::move(watch);
  impl_->look_at_addresses = std::chrono::steady_clock::now() + impl_->addresses->look_again();
  return {};
}

Status WaitSet::watch_files(const std::vector<std::filesystem::path>& files) {
  impl_->look_at_files = std::chrono::steady_clock::now() + retry_files;
  return impl_->files.watch(files);
}

Status WaitSet::add_signals() { return impl_->signals.open(); }

Wakeups WaitSet::wait(std::optional<SteadyTime> deadline) {
  for (;;) {
    const std::vector<HANDLE> handles = impl_->handles();
    const auto count = static_cast<DWORD>(handles.size());
    DWORD got =
        ::WaitForMultipleObjects(count, handles.data(), FALSE, milliseconds_left(impl_->earlier_of_look_and(deadline)));
    if (got == WAIT_FAILED) {
      // A handle is bad, and only those of folders come from elsewhere. Not to be tried again at once, and for good.
      impl_->files.give_up_folders();
      impl_->look_at_files = std::chrono::steady_clock::now() + retry_files;
      constexpr DWORD pause_ms = 1000;
      got = ::WaitForSingleObject(impl_->waker.get(), std::min(pause_ms, milliseconds_left(deadline)));
    }
    Wakeups found = impl_->collect(got < WAIT_OBJECT_0 + count ? handles[got - WAIT_OBJECT_0] : nullptr);
    if (found != Wakeups{}) return found;
    if (deadline && std::chrono::steady_clock::now() >= *deadline) {
      Wakeups nothing;
      nothing.timed_out = true;
      return nothing;
    }
  }
}

void WaitSet::wake() noexcept { ::SetEvent(impl_->waker.get()); }

}  // namespace ddns::platform
