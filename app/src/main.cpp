#include <exception>
#include <iostream>

#include <Poco/Net/Net.h>

#include "commands.h"
#include "config_file.h"
#include "daemon.h"
#include "ddns/platform/console.h"
#include "ddns/platform/memory.h"
#include "ddns/platform/signals.h"
#include "service/service_command.h"

namespace ddns::app {
namespace {

ExitCode serve_command(const Options& options) {
  platform::prefer_small_memory();
  // Before any thread exists: later ones inherit the mask, and no signal ends the process behind our back. The other
  // commands keep the defaults: Ctrl-C ends them.
  platform::block_service_signals();
  if (const auto served = serve_if_service(options)) return *served;
  auto config = load_config(options);
  if (!config) {
    print(config.error());
    return ExitCode::configuration;
  }
  print(config->warnings);
  return run_daemon(std::move(*config), options);
}

ExitCode run(const Options& options) {
  switch (options.command) {
    case Command::serve:
      return serve_command(options);
    case Command::check:
      return check_command(options);
    case Command::plan:
      return plan_command(options);
    case Command::once:
      return once_command(options);
    case Command::update:
      return update_command(options);
    case Command::providers:
      return providers_command(options);
    case Command::healthcheck:
      return healthcheck_command(options);
    case Command::alert_bridge:
      return alert_bridge_command(options);
    case Command::notify_test:
      return notify_test_command(options);
    case Command::service:
      return service_command(options);
    case Command::secret:
      return secret_command(options);
    case Command::version:
      return version_command();
  }
  return ExitCode::usage;
}

}  // namespace
}  // namespace ddns::app

int main(int argc, char** argv) {
  try {
    ddns::platform::speak_utf8();
    Poco::Net::initializeNetwork();  // Poco built with GCC for Windows does not do it by itself
    auto arguments = ddns::platform::program_arguments(argc, argv);
    std::vector<char*> words;
    words.reserve(arguments.size());
    for (auto& argument : arguments) words.push_back(argument.data());
    const auto parsed = ddns::app::parse_command_line(static_cast<int>(words.size()), words.data());
    if (const auto* ended = std::get_if<ddns::app::Ended>(&parsed)) return static_cast<int>(ended->code);
    return static_cast<int>(ddns::app::run(std::get<ddns::app::Options>(parsed)));
  } catch (const std::exception& thrown) {
    std::cerr << "ddns-sidecar: " << thrown.what() << '\n';
    return static_cast<int>(ddns::app::ExitCode::failed);
  }
}
