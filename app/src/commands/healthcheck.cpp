#include <iostream>

#include "api_client.h"
#include "commands.h"

namespace ddns::app {

/// For container health checks and scripts: 0 good, 1 anything else. Only live and ready count: a restart cannot mend a
/// record that is wrong.
ExitCode healthcheck_command(const Options& options) {
  auto config = load_config(options);
  // A file that was spoilt after the start says nothing about the instance, which goes on with what it has.
  config::Configuration asked;
  if (config) {
    asked = std::move(config->configuration);
  } else {
    print(config.error());
    asked.listen = likely_listen(options);
    std::cerr << "ddns-sidecar: the configuration cannot be used now; the running instance is asked all the same\n";
  }
  const auto answer = ask_instance(asked, "GET", "/health", {}, std::chrono::seconds{5});
  if (!answer) {
    std::cout << "unreachable: " << answer.error().message << '\n';
    return ExitCode::failed;
  }
  std::cout << answer->body;
  return answer->status == 200 ? ExitCode::ok : ExitCode::failed;
}

}  // namespace ddns::app
