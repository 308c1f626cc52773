#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "exit_code.h"

namespace ddns::app {

enum class Command { serve, check, plan, once, update, providers, healthcheck, alert_bridge, service, secret, version };

/// The command line, read. Flags stand above file, environment and defaults.
struct Options {
  Command command = Command::serve;
  std::string config = {};                                 ///< -c; empty = the default places
  std::optional<std::string> listen = {};                  ///< -l
  std::optional<std::chrono::milliseconds> interval = {};  ///< -f
  std::string subject = {};                                ///< update: a name; providers: an id; service: an action
  std::string account = {};                                ///< service install: local-service, virtual or system
  std::string display_name = {};                           ///< service install: shown in the list of services
  std::string description = {};                            ///< service install
  std::string startup = {};                                ///< service install: manual, or with Windows
  bool keep = false;                                       ///< service install: leave a registration that is there
  bool start = false;                                      ///< service install: and start it
  bool force = false;                                      ///< update
  bool json = false;                                       ///< machine-readable output
  std::vector<std::string> poco_arguments = {};            ///< --daemon, --pidfile=…, passed on to ServerApplication
};

/// The text was answered already (help, version, a mistake): end with this code.
struct Ended {
  ExitCode code;
};

/// Never exits and never throws; prints help to stdout and mistakes to stderr.
[[nodiscard]] std::variant<Options, Ended> parse_command_line(int argc, char** argv);

}  // namespace ddns::app
