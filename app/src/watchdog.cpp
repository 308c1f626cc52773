#include "watchdog.h"

#include "ddns/events/health.h"
#include "ddns/platform/sd_notify.h"

namespace ddns::app {

Watchdog::Watchdog(Core& core, platform::WaitSet& waits) : core_(core), waits_(waits) {
  if (const auto limit = platform::watchdog_interval()) {
    pause_ = *limit / 2;
    due_ = core_.clock().steady();
  }
}

void Watchdog::look() {
  if (!due_) return;
  if (answered_.exchange(false) && rounds_go_on()) (void)platform::notify_service_manager("WATCHDOG=1");
  const auto now = core_.clock().steady();
  if (now < *due_) return;
  due_ = now + *pause_;
  core_.engine().ping([this] {
    answered_ = true;
    waits_.wake();
  });
}

bool Watchdog::rounds_go_on() const {
  const auto report = events::assess(*core_.board().snapshot(), {}, core_.clock().wall(), core_.clock().steady());
  return report.live != events::Verdict::fail;
}

}  // namespace ddns::app
