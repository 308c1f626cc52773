#include "daemon.h"

#include "ddns/platform/signals.h"
#include "serve.h"

namespace ddns::app {

namespace {

/// Empty where it cannot be told.
std::filesystem::path working_folder() {
  std::error_code failed;
  auto folder = std::filesystem::current_path(failed);
  return failed ? std::filesystem::path{} : folder;
}

}  // namespace

Daemon::Daemon(ConfigFile config, Options options)
    : config_(std::move(config)), options_(std::move(options)), started_in_(working_folder()) {
  // The base class has just installed handlers that turn crashes into exceptions: a crash shall be a crash.
  platform::restore_default_fault_handlers();
  setUnixOptions(true);
}

int Daemon::main(const std::vector<std::string>&) {
  // The base class has gone to "/". A relative name (of the configuration, in it, in the environment, of a program)
  // must mean at a reload what it meant when it was first read.
  std::error_code gone;
  if (!started_in_.empty()) std::filesystem::current_path(started_in_, gone);
  return static_cast<int>(serve(std::move(config_), options_));
}

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
