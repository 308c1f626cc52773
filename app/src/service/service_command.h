#pragma once

#include <optional>

#include "../cli.h"
#include "../exit_code.h"

namespace ddns::app {

/// `service install|uninstall|start|stop|restart|status`, and `service run`: what the service manager starts.
[[nodiscard]] ExitCode service_command(const Options& options);

/// `secret protect`: reads one line, prints the `${dpapi:…}` that stands for it.
[[nodiscard]] ExitCode secret_command(const Options& options);

/// Serves as a Windows service if the service manager has started this process without saying `service run`, as it does
/// with a registration made by hand; nullopt otherwise. On Windows --daemon and --pidfile are refused.
[[nodiscard]] std::optional<ExitCode> serve_if_service(const Options& options);

}  // namespace ddns::app
