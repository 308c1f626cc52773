#pragma once

#include <atomic>
#include <optional>

#include "core.h"
#include "ddns/platform/wait_set.h"

namespace ddns::app {

/// Reports to the service manager's watchdog, if there is one. The sign of life comes from the engine: its thread is
/// asked, and only when it answers, and detection rounds still begin and end, does the service manager hear of it. So a
/// stuck engine is restarted although the main thread still runs. Without a watchdog it costs nothing. For the main
/// thread.
class Watchdog {
 public:
  Watchdog(Core& core, platform::WaitSet& waits);

  /// When look() is needed at the latest; nullopt: whenever.
  [[nodiscard]] std::optional<SteadyTime> due() const noexcept { return due_; }
  /// After every wait of the main thread.
  void look();

 private:
  [[nodiscard]] bool rounds_go_on() const;

  Core& core_;
  platform::WaitSet& waits_;
  std::optional<std::chrono::microseconds> pause_;  ///< between two questions
  std::optional<SteadyTime> due_;
  std::atomic<bool> answered_{false};
};

}  // namespace ddns::app
