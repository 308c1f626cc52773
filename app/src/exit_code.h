#pragma once

namespace ddns::app {

/// What the process answers to its caller. Documented in docs/commands.md: numbers never change their meaning.
enum class ExitCode : int {
  ok = 0,
  failed = 1,         ///< the work was tried and something failed, or could not be found out; unhealthy
  usage = 2,          ///< the command line, an unknown name among it
  configuration = 3,  ///< the configuration file or environment
  locked = 4,         ///< another process has the state file and could not be reached
  not_installed = 5,  ///< `service status`: there is no such service
};

}  // namespace ddns::app
