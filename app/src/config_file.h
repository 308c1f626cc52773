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

/// The file, absolute: -c, else DDNS_CONFIG or DDNS_CONFIG_FILE, else config.yaml, config.yml or config.json in the
/// default folder; one that is there but may not be looked at counts. Empty: none, the environment alone may do.
[[nodiscard]] std::string find_config(const Options& options);

/// Finds the file, reads and checks it.
[[nodiscard]] tl::expected<ConfigFile, Diagnostics> load_config(const Options& options);

/// The same file again, for a reload. `files` becomes ConfigFile::files, also when the configuration is refused.
[[nodiscard]] tl::expected<ConfigFile, Diagnostics> load_config_at(const std::string& path, const Options& options,
                                                                   FileStamps& files);
[[nodiscard]] tl::expected<ConfigFile, Diagnostics> load_config_at(const std::string& path, const Options& options);

/// Where an instance with this configuration would listen, for those who want to reach it although the configuration
/// has mistakes: -l, else what looks like `listen` in the file, else DDNS_LISTEN, else the default.
[[nodiscard]] std::optional<config::Listen> likely_listen(const Options& options);

/// One line each, to stderr.
void print(const Diagnostics& diagnostics);

}  // namespace ddns::app
