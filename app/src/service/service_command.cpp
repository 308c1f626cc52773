#include "service_command.h"

#include <iostream>
#include <thread>

#include "ddns/core/duration.h"
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

/// What a registration says after -c; empty if nothing.
std::string config_in(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == "-c" || arguments[i] == "--config") return arguments[i + 1];
  }
  return {};
}

/// What is to be installed, and what is there.
struct Installation {
  const Options& options;
  platform::ServiceFunctions& functions;
  std::optional<platform::RegisteredService> kept;  ///< the registration that --keep keeps

  [[nodiscard]] fs::path config() const {
    const std::string said = kept ? config_in(kept->arguments) : options.config;
    if (!said.empty()) return platform::absolute_path(platform::from_utf8(said));
    return platform::default_folders().config / "config.yaml";
  }
};

/// Folders first, then files: what is written inherits the access list. True if the configuration is a new example.
Result<bool> prepare_places(const Installation& wanted) {
  const auto folders = platform::default_folders();
  if (wanted.kept) {
    if (auto ours = platform::check_protected_folder(folders.config, service_name); !ours) {
      return fail(std::move(ours).error());
    }
  } else {
    auto protected_ = platform::protect_folder(folders.config, service_name, account_of(wanted.options));
    if (!protected_) return fail(std::move(protected_).error());
    warn(*protected_);
  }
  for (const fs::path& folder : {folders.state, folders.logs}) {
    if (auto made = platform::make_folders(folder); !made) return fail(std::move(made).error());
  }
  const auto config = wanted.config();
  if (platform::file_exists(config)) return false;
  if (auto made = platform::make_folders(config.parent_path()); !made) return fail(std::move(made).error());
  if (auto written = platform::write_file_atomically(config, default_config()); !written) {
    return fail(std::move(written).error());
  }
  return true;
}

/// Says what was done and what is next.
void tell_installed(const platform::ServicePlan& plan, const std::string& config, bool fresh, bool elsewhere) {
  std::cout << "The service " << plan.name << " is installed"
            << (plan.automatic ? " and starts with Windows, as " : ", is started by hand, and runs as ")
            << platform::account_name(plan.account, plan.name) << ".\nConfiguration: " << config
            << (fresh ? " (a new example: fill it in)" : "")
            << (elsewhere ? "\nThe service's account must be able to read that file." : "")
            << "\nState and logs: " << to_utf8(platform::default_folders().config)
            << "\nNow: ddns-sidecar check, then ddns-sidecar service start\n";
}

platform::ServicePlan plan_for(const Installation& wanted) {
  const Options& options = wanted.options;
  platform::ServicePlan plan{
      .name = service_name,
      .display_name = "ddns-sidecar (dynamic DNS)",
      .description = "Keeps DNS records true to this machine's public addresses, proves it, and says so.",
      .program = platform::program_path(),
      .arguments = {"service", "run", "-c", to_utf8(wanted.config())},
      .account = account_of(options),
      .automatic = options.startup != "manual"};
  if (!options.display_name.empty()) plan.display_name = options.display_name;
  if (!options.description.empty()) plan.description = options.description;
  if (options.listen) plan.arguments.insert(plan.arguments.end(), {"-l", *options.listen});
  if (options.interval) plan.arguments.insert(plan.arguments.end(), {"-f", format_duration(*options.interval)});
  return plan;
}

/// Errors of the registration; what is less than that is a warning.
Status register_service(const Installation& wanted, bool fresh) {
  const platform::ServicePlan plan = plan_for(wanted);
  const auto warnings =
      wanted.kept ? platform::keep_service(wanted.functions, plan) : platform::install_service(wanted.functions, plan);
  if (!warnings) return fail(warnings.error());
  for (const auto& warning : *warnings) warn(warning);
  if (!wanted.kept) tell_installed(plan, to_utf8(wanted.config()), fresh, !wanted.options.config.empty());
  return {};
}

/// An installer shows nobody what a program of its prints.
ExitCode not_installed(const Error& why) {
  platform::write_event_log(service_name, platform::EventKind::error,
                            cat("The service could not be installed: ", why.message));
  return answer(fail(why), {});
}

ExitCode install(const Options& options, platform::ServiceFunctions& functions) {
  // Before anything is made: a folder that a user without the right makes would be that user's.
  if (auto allowed = platform::may_register(functions); !allowed) return answer(allowed, {});
  Installation wanted{.options = options, .functions = functions, .kept = std::nullopt};
  if (options.keep) {
    if (auto there = platform::registered_service(functions, service_name)) wanted.kept = std::move(*there);
  }
  const auto fresh = prepare_places(wanted);
  if (!fresh) return not_installed(fresh.error());
  if (auto done = register_service(wanted, *fresh); !done) return not_installed(done.error());
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
  if (!options.poco_arguments.empty() && platform::system_service_functions()) {
    std::cerr << "ddns-sidecar: --daemon and --pidfile are not for Windows: use `ddns-sidecar service install`\n";
    return ExitCode::usage;
  }
  if (!platform::has_no_console()) return std::nullopt;
  const auto ran = run_service(options);
  return ran ? std::optional(*ran) : std::nullopt;
}

}  // namespace ddns::app
