#pragma once

#include "cli.h"
#include "config_file.h"

namespace ddns::app {

/// Keeps the records true until told to stop. Blocks; returns after an orderly end.
[[nodiscard]] ExitCode serve(ConfigFile config, const Options& options);

}  // namespace ddns::app
