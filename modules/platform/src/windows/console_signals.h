#pragma once

#include <vector>

#include "ddns/core/result.h"
#include "ddns/platform/signals.h"
#include "handle.h"

namespace ddns::platform {

/// Leaves a signal for the one ConsoleSignals of this process, also for one that is yet to be opened. From any thread.
void deliver_signal(Signal signal) noexcept;

/// Console control events and the service manager's requests as signals. One object per process at a time: the handler
/// has no argument.
class ConsoleSignals {
 public:
  ConsoleSignals() = default;
  ~ConsoleSignals();
  ConsoleSignals(const ConsoleSignals&) = delete;
  ConsoleSignals& operator=(const ConsoleSignals&) = delete;

  [[nodiscard]] Status open();
  /// Auto reset; nullptr before open().
  [[nodiscard]] HANDLE event() const noexcept { return event_.get(); }
  /// What came since the last call.
  [[nodiscard]] std::vector<Signal> take() noexcept;

 private:
  UniqueHandle event_;
};

}  // namespace ddns::platform
