#include <exception>
#include <iostream>

#include "commands.h"
#include "config_file.h"
#include "daemon.h"
#include "ddns/platform/memory.h"
#include "ddns/platform/signals.h"

namespace ddns::app {
namespace {

ExitCode serve_command(const Options& options) {
  platform::prefer_small_memory();
  // Before any thread exists: later ones inherit the mask, and no signal ends the process behind our back. The other
  // commands keep the defaults: Ctrl-C ends them.
  platform::block_service_signals();
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
    case Command::version:
      return version_command();
  }
  return ExitCode::usage;
}

}  // namespace
}  // namespace ddns::app

int main(int argc, char** argv) {
  try {
    const auto parsed = ddns::app::parse_command_line(argc, argv);
    if (const auto* ended = std::get_if<ddns::app::Ended>(&parsed)) return static_cast<int>(ended->code);
    return static_cast<int>(ddns::app::run(std::get<ddns::app::Options>(parsed)));
  } catch (const std::exception& thrown) {
    std::cerr << "ddns-sidecar: " << thrown.what() << '\n';
    return static_cast<int>(ddns::app::ExitCode::failed);
  }
}
