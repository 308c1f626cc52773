#pragma once

#include <functional>
#include <string>

#include "ddns/core/result.h"

namespace ddns::platform {

/// Runs `body` as the Windows service this process was started as, and blocks until it has ended. `body` runs in a
/// thread of the service manager's; what it returns is the service-specific exit code (0: ended in order). Meanwhile
/// notify_service_manager() speaks to the service manager: "READY=1" makes the service running, and no earlier; and a
/// stop, a shutdown of the machine and a changed configuration (`sc control NAME paramchange`) come out of a WaitSet as
/// Signal::terminate, terminate and hangup. Errors: Reason::unavailable when nobody started this process as a service,
/// and everywhere but on Windows; `body` was not called then. Once per process.
[[nodiscard]] Status run_as_service(const std::string& name, std::function<int()> body);

/// True if nothing can be printed or read: no standard output and no standard error, as in a Windows service.
[[nodiscard]] bool has_no_console() noexcept;

}  // namespace ddns::platform
