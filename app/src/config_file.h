#pragma once

#include <map>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "cli.h"
#include "ddns/config/load.h"

namespace ddns::app {

/// Files by absolute path (UTF-8), with a digest of what was read; empty where nothing could be.
using FileStamps = std::map<std::string, std::string>;

/// The configuration of this process: where it came from and what it says.
struct ConfigFile {
  std::string path;  ///< absolute, UTF-8; empty = environment only
  config::Configuration configuration;
  Diagnostics warnings;
  FileStamps files = {};  ///< everything it was read from: the file itself, and what `${file:…}` names
};

/// The digest of FileStamps.
[[nodiscard]] std::string stamp_of(std::string_view content);

/// Finds the file (-c, else config.yaml, config.yml or config.json in the default folder, else none: the environment
/// alone may do), reads and checks it. Absolute paths from here on.
[[nodiscard]] tl::expected<ConfigFile, Diagnostics> load_config(const Options& options);

/// The same file again, for a reload. `files` becomes ConfigFile::files, also when the configuration is refused.
[[nodiscard]] tl::expected<ConfigFile, Diagnostics> load_config_at(const std::string& path, const Options& options,
                                                                   FileStamps& files);
[[nodiscard]] tl::expected<ConfigFile, Diagnostics> load_config_at(const std::string& path, const Options& options);

/// One line each, to stderr.
void print(const Diagnostics& diagnostics);

}  // namespace ddns::app
