#include <iostream>

#include "api_client.h"
#include "commands.h"

namespace ddns::app {

/// For container health checks and scripts: 0 good, 1 anything else. Only live and ready count: a restart cannot mend a
/// record that is wrong.
ExitCode healthcheck_command(const Options& options) {
  const auto config = load_config(options);
  if (!config) {
    print(config.error());
    return ExitCode::failed;
  }
  const auto answer = ask_instance(config->configuration, "GET", "/health", {}, std::chrono::seconds{5});
  if (!answer) {
    std::cout << "unreachable: " << answer.error().message << '\n';
    return ExitCode::failed;
  }
  std::cout << answer->body;
  return answer->status == 200 ? ExitCode::ok : ExitCode::failed;
}

}  // namespace ddns::app
