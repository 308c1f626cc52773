#pragma once

#include <atomic>
#include <string>

#include "ddns/events/sink.h"
#include "ddns/events/status_view.h"
#include "ddns/platform/wait_set.h"

namespace ddns::app {

/// One line for `systemctl status`: how many record sets are right. Any user of the machine may read it, so it names
/// none.
[[nodiscard]] std::string status_line(const events::StatusView& view);

/// Wakes the main thread when the line may have changed. Without a service manager it does nothing.
class StatusWatch final : public events::EventSink {
 public:
  explicit StatusWatch(platform::WaitSet& waits);
  void publish(const events::Event& event) noexcept override;

  /// For the main thread, after every wait: tells the service manager the line if it is another one.
  void tell(const events::StatusBoard& board);

 private:
  platform::WaitSet& waits_;
  const bool managed_;
  std::atomic<bool> changed_{false};
  std::string told_;
};

}  // namespace ddns::app
