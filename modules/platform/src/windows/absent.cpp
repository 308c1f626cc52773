// What Windows does not have: the service manager's socket and POSIX signals.
#include "ddns/platform/sd_notify.h"
#include "ddns/platform/signals.h"

namespace ddns::platform {

Status notify_service_manager(std::string_view /*message*/) { return {}; }
std::string reloading_message() { return "RELOADING=1"; }
std::optional<std::chrono::microseconds> watchdog_interval() { return std::nullopt; }

void block_service_signals() noexcept {}
void restore_default_fault_handlers() noexcept {}

}  // namespace ddns::platform
