#include "service_command.h"

#include <iostream>
#include <thread>

#include "ddns/core/text.h"
#include "ddns/platform/event_log.h"
#include "ddns/platform/file.h"
#include "ddns/platform/folders.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/protected_folder.h"
#include "ddns/platform/service_host.h"
#include "ddns/platform/service_setup.h"
#include "default_config.h"
#include "service_run.h"

namespace ddns::app {
namespace {

namespace fs = std::filesystem;
using platform::to_utf8;

void sleep(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

ExitCode answer(const Status& done, std::string_view text) {
  if (!done) {
    std::cerr << "ddns-sidecar: " << done.error().message << '\n';
    return ExitCode::failed;
  }
  std::cout << text << '\n';
  return ExitCode::ok;
}

void warn(std::string_view text) {
  if (!text.empty()) std::cerr << "ddns-sidecar: warning: " << text << '\n';
}

platform::ServiceAccount account_of(const Options& options) {
  if (options.account == "system") return platform::ServiceAccount::local_system;
  if (options.account == "virtual") return platform::ServiceAccount::virtual_account;
  return platform::ServiceAccount::local_service;
}

fs::path config_path(const Options& options) {
  if (!options.config.empty()) return platform::absolute_path(platform::from_utf8(options.config));
  return platform::default_folders().config / "config.yaml";
}

/// Folders first, then files: what is written inherits the access list. Errors: Reason::io.
Result<bool> prepare_places(const Options& options) {
  const auto folders = platform::default_folders();
  auto protected_ = platform::protect_folder(folders.config, service_name, account_of(options));
  if (!protected_) return fail(std::move(protected_).error());
  warn(*protected_);
  for (const fs::path& folder : {folders.state, folders.logs}) {
    if (auto made = platform::make_folders(folder); !made) return fail(std::move(made).error());
  }
  const auto config = config_path(options);
  if (platform::file_exists(config)) return false;
  if (auto made = platform::make_folders(config.parent_path()); !made) return fail(std::move(made).error());
  if (auto written = platform::write_file_atomically(config, default_config()); !written) {
    return fail(std::move(written).error());
  }
  return true;
}

/// Says what was done and what is next.
void tell_installed(const platform::ServicePlan& plan, const std::string& config, bool fresh, bool elsewhere) {
  std::cout << "The service " << plan.name << " is installed and starts with Windows, as "
            << platform::account_name(plan.account, plan.name) << ".\nConfiguration: " << config
            << (fresh ? " (a new example: fill it in)" : "")
            << (elsewhere ? "\nThe service's account must be able to read that file." : "")
            << "\nState and logs: " << to_utf8(platform::default_folders().config)
            << "\nNow: ddns-sidecar check, then ddns-sidecar service start\n";
}

/// Errors of the registration; what is less than that is a warning.
Status register_service(const Options& options, platform::ServiceFunctions& functions, bool fresh) {
  const std::string config = to_utf8(config_path(options));
  const platform::ServicePlan plan{
      .name = service_name,
      .display_name = "ddns-sidecar (dynamic DNS)",
      .description = "Keeps DNS records true to this machine's public addresses, proves it, and says so.",
      .program = platform::program_path(),
      .arguments = {"service", "run", "-c", config},
      .account = account_of(options)};
  const auto warnings = platform::install_service(functions, plan);
  if (!warnings) return fail(warnings.error());
  for (const auto& warning : *warnings) warn(warning);
  tell_installed(plan, config, fresh, !options.config.empty());
  return {};
}

ExitCode install(const Options& options, platform::ServiceFunctions& functions) {
  const auto fresh = prepare_places(options);
  if (!fresh) return answer(fail(fresh.error()), {});
  const bool there = options.keep && platform::service_state(functions, service_name).has_value();
  if (!there) {
    if (auto done = register_service(options, functions, *fresh); !done) return answer(done, {});
  }
  if (const auto registered = platform::register_event_source(service_name, platform::program_path()); !registered) {
    warn(registered.error().message);
  }
  if (options.start && !*fresh) {
    // Of an installer's making; a configuration that is not finished is no reason to undo the installation.
    const auto started = platform::start_service(functions, service_name, sleep);
    warn(started ? std::string() : started.error().message);
  }
  return ExitCode::ok;
}

ExitCode uninstall(platform::ServiceFunctions& functions) {
  const auto removed = platform::uninstall_service(functions, service_name, sleep);
  if (!removed && removed.error().reason != Reason::not_found) return answer(removed, {});
  if (const auto gone = platform::unregister_event_source(service_name); !gone) warn(gone.error().message);
  std::cout << (removed ? "The service is removed." : "The service was not installed.")
            << " Configuration, state and logs are kept in " << to_utf8(platform::default_folders().config)
            << "; delete that folder if you want nothing to be left.\n";
  return ExitCode::ok;
}

ExitCode status(platform::ServiceFunctions& functions) {
  const auto state = platform::service_state(functions, service_name);
  if (!state && state.error().reason == Reason::not_found) {
    std::cout << "not installed\n";
    return ExitCode::unreachable;
  }
  if (!state) return answer(fail(state.error()), {});
  std::cout << platform::to_string(state->phase);
  if (state->process != 0) std::cout << ", process " << state->process;
  if (state->phase == platform::ServicePhase::stopped && state->service_code != 0) {
    std::cout << ", ended with exit code " << state->service_code;
  }
  std::cout << '\n';
  return state->phase == platform::ServicePhase::running ? ExitCode::ok : ExitCode::failed;
}

ExitCode restart(platform::ServiceFunctions& functions) {
  if (const auto stopped = platform::stop_service(functions, service_name, sleep); !stopped) {
    return answer(stopped, {});
  }
  return answer(platform::start_service(functions, service_name, sleep), "restarted");
}

}  // namespace

ExitCode service_command(const Options& options) {
  if (options.subject == "run") {
    const auto ran = run_service(options);
    return ran ? *ran : answer(fail(ran.error()), {});
  }
  const auto functions = platform::system_service_functions();
  if (!functions) {
    std::cerr
        << "ddns-sidecar: `service` is for Windows; with systemd use its unit: systemctl enable --now ddns-sidecar\n";
    return ExitCode::usage;
  }
  if (options.subject == "install") return install(options, *functions);
  if (options.subject == "uninstall") return uninstall(*functions);
  if (options.subject == "start") return answer(platform::start_service(*functions, service_name, sleep), "running");
  if (options.subject == "stop") return answer(platform::stop_service(*functions, service_name, sleep), "stopped");
  if (options.subject == "restart") return restart(*functions);
  return status(*functions);
}

std::optional<ExitCode> serve_if_service(const Options& options) {
  if (!platform::has_no_console()) return std::nullopt;
  const auto ran = run_service(options);
  return ran ? std::optional(*ran) : std::nullopt;
}

}  // namespace ddns::app
