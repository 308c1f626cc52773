#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/platform/signals.h"

namespace ddns::platform {

/// Why WaitSet::wait() came back. Several may be set at once.
struct Wakeups {
  bool timed_out = false;  ///< the deadline passed (never set together with another reason)
  bool woken = false;      ///< somebody called wake(), any number of times
  /// The set of addresses changed: one came, went, became usable (end of duplicate address detection) or deprecated, or
  /// its interface got or lost its carrier. Loopback and link-local addresses and mere lifetimes do not count. Also set
  /// when the system lost count and the caller should read everything again.
  bool addresses_changed = false;
  bool routes_changed = false;               ///< a default route changed
  bool clock_changed = false;                ///< wall clock was set, or the machine woke from suspend
  std::vector<std::filesystem::path> files;  ///< watched files whose content may be new, in the form they were given
  std::vector<Signal> signals;               ///< each at most once, in enum order

  friend bool operator==(const Wakeups&, const Wakeups&) = default;
};

/// Everything one thread may have to sleep for, in ONE wait that costs no wake-up while nothing happens. Linux: poll(2)
/// over eventfd, rtnetlink, inotify, signalfd and timerfd. Windows: WaitForMultipleObjects. All functions belong to the
/// one waiting thread, wake() apart.
class WaitSet {
 public:
  /// Errors: Reason::io when the system has no descriptors left.
  [[nodiscard]] static Result<std::unique_ptr<WaitSet>> create();
  ~WaitSet();
  WaitSet(const WaitSet&) = delete;
  WaitSet& operator=(const WaitSet&) = delete;

  /// From now on address and default-route changes of the thread's network namespace end a wait. Changes are counted
  /// from this call, so: first this, then list_addresses(), and nothing is missed. Errors: Reason::io.
  [[nodiscard]] Status add_address_watch();

  /// Replaces the set of watched files. Notices a write in place (when the writer closes), a replacement by rename, a
  /// removal, a file that comes to exist, and a swap of any symbolic link on the way (Kubernetes' ..data). The files
  /// need not exist; relative ones count from the working folder of now. Errors: Reason::io, e.g. the user's inotify
  /// limit; files before the failing one may be watched.
  [[nodiscard]] Status watch_files(const std::vector<std::filesystem::path>& files);

  /// From now on the service signals end a wait. Linux: block_service_signals() must have run first in main(). Windows:
  /// installs a console handler (Ctrl-C and Ctrl-Break give `interrupt`; closing the console and shutdown give
  /// `terminate`); one WaitSet per process at a time. Errors: Reason::io.
  [[nodiscard]] Status add_signals();

  /// Sleeps until something happens or `deadline` passes (nullopt: for ever). What happened between two calls is
  /// reported by the later one; with a deadline in the past it only looks.
  [[nodiscard]] Wakeups wait(std::optional<SteadyTime> deadline);

  /// Ends the current or the next wait(). From any thread; on POSIX also from a signal handler.
  void wake() noexcept;

 private:
  struct Impl;
  explicit WaitSet(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::platform
