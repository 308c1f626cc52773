#include "ddns/platform/folders.h"

#include <string>

#include "ddns/platform/paths.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;
constexpr const char* our_name = "ddns-sidecar";

/// The value if it is an absolute POSIX path; the first one of a colon list.
std::optional<fs::path> absolute_folder(const EnvironmentReader& environment, std::string_view name) {
  const auto value = environment(name);
  if (!value || !value->starts_with('/')) return std::nullopt;
  return from_utf8(value->substr(0, value->find(':')));
}

/// The XDG base directory, or its default below the home folder.
std::optional<fs::path> xdg_folder(const EnvironmentReader& environment, std::string_view name,
                                   const char* below_home) {
  // Not a list, so a colon is an ordinary character here.
  if (const auto value = environment(name); value && value->starts_with('/')) return from_utf8(*value) / our_name;
  const auto home = environment("HOME");
  if (!home || !home->starts_with('/')) return std::nullopt;
  return from_utf8(*home) / below_home / our_name;
}

}  // namespace

Folders posix_folders(const EnvironmentReader& environment, bool is_root) {
  Folders folders{.config = fs::path("/etc") / our_name,
                  .state = fs::path("/var/lib") / our_name,
                  .logs = fs::path("/var/log") / our_name};
  if (!is_root) {
    folders.config = xdg_folder(environment, "XDG_CONFIG_HOME", ".config").value_or(folders.config);
    if (const auto state = xdg_folder(environment, "XDG_STATE_HOME", ".local/state")) {
      folders.state = *state;
      folders.logs = *state / "log";
    }
  }
  folders.config = absolute_folder(environment, "CONFIGURATION_DIRECTORY").value_or(folders.config);
  folders.state = absolute_folder(environment, "STATE_DIRECTORY").value_or(folders.state);
  folders.logs = absolute_folder(environment, "LOGS_DIRECTORY").value_or(folders.logs);
  return folders;
}

Folders windows_folders(const EnvironmentReader& environment) {
  const auto program_data = environment("ProgramData");
  const fs::path base = from_utf8(program_data && !program_data->empty() ? *program_data : "C:\\ProgramData");
  const fs::path ours = base / our_name;
  return {.config = ours, .state = ours / "state", .logs = ours / "logs"};
}

}  // namespace ddns::platform
