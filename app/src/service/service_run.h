#pragma once

#include "../cli.h"
#include "../exit_code.h"
#include "ddns/core/result.h"

namespace ddns::app {

inline constexpr const char* service_name = "ddns-sidecar";

/// Serves under the service manager until it says stop. Nobody sees what is printed there: when the program ends with
/// an error, everything it complained of goes to the Event Log and to the log file's default place. Errors: as
/// platform::run_as_service.
[[nodiscard]] Result<ExitCode> run_service(const Options& options);

}  // namespace ddns::app
