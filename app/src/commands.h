#pragma once

#include "cli.h"

namespace ddns::app {

// One function per command; each prints its result to stdout, its complaints to stderr, and never throws.
[[nodiscard]] ExitCode check_command(const Options& options);
[[nodiscard]] ExitCode plan_command(const Options& options);
[[nodiscard]] ExitCode once_command(const Options& options);
[[nodiscard]] ExitCode update_command(const Options& options);
[[nodiscard]] ExitCode providers_command(const Options& options);
[[nodiscard]] ExitCode healthcheck_command(const Options& options);
[[nodiscard]] ExitCode alert_bridge_command(const Options& options);
[[nodiscard]] ExitCode notify_test_command(const Options& options);
[[nodiscard]] ExitCode version_command();

}  // namespace ddns::app
