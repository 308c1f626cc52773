#include "daemon.h"

#include "ddns/platform/signals.h"
#include "serve.h"

namespace ddns::app {

Daemon::Daemon(ConfigFile config, Options options) : config_(std::move(config)), options_(std::move(options)) {
  // The base class has just installed handlers that turn crashes into exceptions: a crash shall be a crash.
  platform::restore_default_fault_handlers();
  setUnixOptions(true);
}

int Daemon::main(const std::vector<std::string>&) { return static_cast<int>(serve(std::move(config_), options_)); }

ExitCode run_daemon(ConfigFile config, const Options& options) {
  std::vector<std::string> arguments{"ddns-sidecar"};
  arguments.insert(arguments.end(), options.poco_arguments.begin(), options.poco_arguments.end());
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  Daemon daemon(std::move(config), options);
  return static_cast<ExitCode>(daemon.run(static_cast<int>(arguments.size()), argv.data()));
}

}  // namespace ddns::app
