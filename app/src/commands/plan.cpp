#include <iostream>

#include "api_client.h"
#include "commands.h"
#include "core.h"
#include "ddns/web/documents.h"
#include "result_text.h"

namespace ddns::app {
namespace {

ExitCode tell(const std::string& json, const Options& options) {
  std::cout << (options.json ? json : plan_text(json));
  return plan_failed(json) ? ExitCode::failed : ExitCode::ok;
}

ExitCode by_ourselves(const ConfigFile& config, const Options& options) {
  // Nothing is written, so nothing has to be remembered either; but what is remembered tells what would be done at
  // services that cannot be read.
  auto core = Core::build(config, {.remember = true, .log_to_file = false});
  if (!core) {
    std::cerr << "ddns-sidecar: " << core.error().message << '\n';
    return core.error().reason == Reason::conflict ? ExitCode::locked : ExitCode::failed;
  }
  (*core)->start_paused(config);
  const auto report = (*core)->engine().plan().get();
  (*core)->engine().stop();
  return tell(web::plan_json(report), options);
}

}  // namespace

ExitCode plan_command(const Options& options) {
  const auto config = load_config(options);
  if (!config) {
    print(config.error());
    return ExitCode::configuration;
  }
  const auto answer = ask_instance(config->configuration, "GET", "/api/v1/plan", {}, std::chrono::seconds{95});
  if (answer && answer->status == 200) return tell(answer->body, options);
  if (answer) {
    std::cerr << "ddns-sidecar: the running instance answered " << answer->status << ": " << answer->body;
    return ExitCode::failed;
  }
  return by_ourselves(*config, options);
}

}  // namespace ddns::app
