#pragma once

#include <string>

#include <tl/expected.hpp>

#include "cli.h"
#include "ddns/config/load.h"

namespace ddns::app {

/// The configuration of this process: where it came from and what it says.
struct ConfigFile {
  std::string path;  ///< absolute, UTF-8; empty = environment only
  config::Configuration configuration;
  Diagnostics warnings;
};

/// Finds the file (-c, else config.yaml, config.yml or config.json in the default folder, else none: the environment
/// alone may do), reads and checks it. Absolute paths from here on.
[[nodiscard]] tl::expected<ConfigFile, Diagnostics> load_config(const Options& options);

/// The same file again, for a reload.
[[nodiscard]] tl::expected<ConfigFile, Diagnostics> load_config_at(const std::string& path, const Options& options);

/// One line each, to stderr.
void print(const Diagnostics& diagnostics);

}  // namespace ddns::app
