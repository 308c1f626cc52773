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

  [[nodiscard]] std::optional<SteadyTime> earlier_of_look_and(std::optional<SteadyTime> deadline) const;
  [[nodiscard]] std::vector<HANDLE> handles() const;
  [[nodiscard]] Wakeups collect(HANDLE first);
};

namespace {

DWORD milliseconds_left(std::optional<SteadyTime> deadline) {
  if (!deadline) return INFINITE;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
  // Far deadlines are slept for in parts: the system counts in 32 bits.
  constexpr long long most = 24LL * 60 * 60 * 1000;
  return static_cast<DWORD>(std::clamp<long long>(left.count(), 0, most));
}

bool signalled(HANDLE event) noexcept { return event != nullptr && ::WaitForSingleObject(event, 0) == WAIT_OBJECT_0; }

}  // namespace

std::vector<HANDLE> WaitSet::Impl::handles() const {
  std::vector<HANDLE> all{waker.get()};
  for (const HANDLE event : {resume.event(), signals.event(), addresses ? addresses->event() : nullptr}) {
    if (event != nullptr) all.push_back(event);
  }
  for (const HANDLE folder : files.handles()) all.push_back(folder);
  return all;
}

std::optional<SteadyTime> WaitSet::Impl::earlier_of_look_and(std::optional<SteadyTime> deadline) const {
  if (!addresses) return deadline;
  return deadline ? std::min(*deadline, look_at_addresses) : look_at_addresses;
}

/// `first` ended the wait (null: time did), which reset it if it resets itself; the others are asked.
Wakeups WaitSet::Impl::collect(HANDLE first) {
  const auto fired = [&](HANDLE event) { return event != nullptr && (event == first || signalled(event)); };
  Wakeups found;
  found.woken = fired(waker.get());
  found.clock_changed = fired(resume.event());
  if (fired(signals.event())) found.signals = signals.take();
  const auto now = std::chrono::steady_clock::now();
  if (addresses && (fired(addresses->event()) || now >= look_at_addresses)) {
    look_at_addresses = now + AddressWatch::look_again;
    const NetworkChanges changes = addresses->drain();
    found.addresses_changed = changes.addresses;
    found.routes_changed = changes.routes;
  }
  const auto folders = files.handles();
  if (std::any_of(folders.begin(), folders.end(), fired)) found.files = files.drain();
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
  impl_->look_at_addresses = std::chrono::steady_clock::now() + AddressWatch::look_again;
  return {};
}

Status WaitSet::watch_files(const std::vector<std::filesystem::path>& files) { return impl_->files.watch(files); }

Status WaitSet::add_signals() { return impl_->signals.open(); }

Wakeups WaitSet::wait(std::optional<SteadyTime> deadline) {
  for (;;) {
    const std::vector<HANDLE> handles = impl_->handles();
    const auto count = static_cast<DWORD>(handles.size());
    const DWORD got =
        ::WaitForMultipleObjects(count, handles.data(), FALSE, milliseconds_left(impl_->earlier_of_look_and(deadline)));
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
