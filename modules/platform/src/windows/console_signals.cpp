#include "console_signals.h"

#include <atomic>

#include "io_error.h"

namespace ddns::platform {
namespace {

constexpr unsigned interrupt_bit = 1;
constexpr unsigned terminate_bit = 2;
constexpr unsigned hangup_bit = 4;
std::atomic<unsigned> pending{0};
std::atomic<HANDLE> wake_event{nullptr};

/// Runs on a thread of the system.
BOOL WINAPI on_control(DWORD type) {
  // Sent to services when any user logs off; it is no reason to stop.
  if (type == CTRL_LOGOFF_EVENT) return TRUE;
  const HANDLE event = wake_event.load();
  if (event == nullptr) return FALSE;
  const bool key = type == CTRL_C_EVENT || type == CTRL_BREAK_EVENT;
  deliver_signal(key ? Signal::interrupt : Signal::terminate);
  // When this returns after a close or shutdown the system ends the process at once; it would do so anyway after its
  // own limit, so this only leaves the program its time to stop in order.
  constexpr DWORD time_to_stop_ms = 10'000;
  if (!key) ::Sleep(time_to_stop_ms);
  return TRUE;
}

}  // namespace

void deliver_signal(Signal signal) noexcept {
  pending.fetch_or(signal == Signal::hangup ? hangup_bit : signal == Signal::interrupt ? interrupt_bit : terminate_bit);
  if (const HANDLE event = wake_event.load(); event != nullptr) ::SetEvent(event);
}

ConsoleSignals::~ConsoleSignals() {
  if (!event_.valid()) return;
  wake_event.store(nullptr);
  ::SetConsoleCtrlHandler(on_control, FALSE);
}

Status ConsoleSignals::open() {
  if (event_.valid()) return {};
  UniqueHandle event(::CreateEventW(nullptr, FALSE, FALSE, nullptr));
  if (!event.valid()) return system_error("cannot make an event", last_error());
  wake_event.store(event.get());
  if (::SetConsoleCtrlHandler(on_control, TRUE) == 0) {
    wake_event.store(nullptr);
    return system_error("cannot receive console events", last_error());
  }
  event_ = std::move(event);
  // What the service manager asked for while the program was still starting.
  if (pending.load() != 0) ::SetEvent(event_.get());
  return {};
}

std::vector<Signal> ConsoleSignals::take() noexcept {
  const unsigned bits = pending.exchange(0);
  std::vector<Signal> signals;
  if ((bits & hangup_bit) != 0) signals.push_back(Signal::hangup);
  if ((bits & terminate_bit) != 0) signals.push_back(Signal::terminate);
  if ((bits & interrupt_bit) != 0) signals.push_back(Signal::interrupt);
  return signals;
}

}  // namespace ddns::platform
