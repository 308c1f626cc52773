#include <iostream>

#include "commands.h"

namespace ddns::app {

ExitCode version_command() {
  std::cout << "ddns-sidecar " DDNS_VERSION "\n";
  return ExitCode::ok;
}

}  // namespace ddns::app
