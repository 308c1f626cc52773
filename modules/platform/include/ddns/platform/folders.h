#pragma once

#include <filesystem>

#include "ddns/platform/environment.h"

namespace ddns::platform {

/// Where files lie unless the configuration says otherwise. Nothing is created and nothing need exist.
struct Folders {
  std::filesystem::path config;
  std::filesystem::path state;
  std::filesystem::path logs;

  friend bool operator==(const Folders&, const Folders&) = default;
};

/// Per folder, first match: what systemd hands over ($CONFIGURATION_DIRECTORY, $STATE_DIRECTORY, $LOGS_DIRECTORY, first
/// of a colon list; systemd.exec(5)); for root /etc, /var/lib and /var/log + "/ddns-sidecar"; otherwise the XDG base
/// directories ($XDG_CONFIG_HOME or ~/.config; $XDG_STATE_HOME or ~/.local/state, logs below it in "log").
/// Relative XDG values are ignored, as that specification demands. Without $HOME the root folders are named: opening
/// them then says what is wrong.
[[nodiscard]] Folders posix_folders(const EnvironmentReader& environment, bool is_root);

/// %ProgramData%\ddns-sidecar with "state" and "logs" below; "C:\ProgramData" when the variable is missing.
[[nodiscard]] Folders windows_folders(const EnvironmentReader& environment);

/// The one of this system, from this process's environment and user.
[[nodiscard]] Folders default_folders();

}  // namespace ddns::platform
