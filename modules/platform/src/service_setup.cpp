#include "ddns/platform/service_setup.h"

#include <iterator>
#include <utility>

#include "command_line.h"
#include "ddns/core/text.h"
#include "ddns/platform/paths.h"

namespace ddns::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds look_again{100};

/// Closes what was opened, in every way out.
class Opened {
 public:
  Opened(ServiceFunctions& functions, ServiceFunctions::Handle handle) : functions_(functions), handle_(handle) {}
  ~Opened() { functions_.close(handle_); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  [[nodiscard]] ServiceFunctions::Handle get() const noexcept { return handle_; }

 private:
  ServiceFunctions& functions_;
  ServiceFunctions::Handle handle_;
};

template <class Work>
auto with_service(ServiceFunctions& functions, const std::string& name, ServiceAccess access, const Work& work)
    -> decltype(work(ServiceFunctions::Handle{})) {
  const auto manager = functions.open_manager(ManagerAccess::look);
  if (!manager) return fail(manager.error());
  const Opened manager_opened(functions, *manager);
  const auto service = functions.open(*manager, name, access);
  if (!service) return fail(service.error());
  const Opened opened(functions, *service);
  return work(*service);
}

constexpr std::string_view name_of(const ServiceOption& option) {
  constexpr std::string_view names[] = {"description",       "failure actions", "failure actions after errors",
                                        "delayed autostart", "service SID",     "preshutdown time"};
  return names[option.index()];
}

std::vector<ServiceOption> wanted_options(const ServicePlan& plan) {
  std::vector<ServiceOption> options{ServiceDescription{plan.description},
                                     FailureActions{.reset_after = 24h, .restart_after = {5s, 30s, 300s}},
                                     FailureActionsOnErrors{true}};
  // Only an automatic start can be delayed.
  if (plan.automatic) options.emplace_back(DelayedAutoStart{true});
  options.emplace_back(ServiceSid{});
  options.emplace_back(PreshutdownTime{20s});
  return options;
}

/// Options that the system refuses, as warnings: older systems and Wine lack some of them; the service works without.
std::vector<std::string> set_options(ServiceFunctions& functions, ServiceFunctions::Handle service,
                                     const std::vector<ServiceOption>& options) {
  std::vector<std::string> warnings;
  for (const ServiceOption& option : options) {
    const auto changed = functions.change(service, option);
    if (changed) continue;
    warnings.push_back(cat("the service's ", name_of(option), " could not be set: ", changed.error().message));
  }
  return warnings;
}

Result<RegisteredService> read_registration(ServiceFunctions& functions, ServiceFunctions::Handle service) {
  const auto registration = functions.registration(service);
  if (!registration) return fail(registration.error());
  auto words = split_command_line(registration->command_line);
  RegisteredService found{.account = registration->account, .automatic = registration->automatic};
  if (words.empty()) return found;
  found.program = std::move(words.front());
  found.arguments.assign(std::make_move_iterator(words.begin() + 1), std::make_move_iterator(words.end()));
  return found;
}

std::string_view file_name_of(std::string_view program) {
  const std::size_t end = program.find_last_of("\\/");
  return end == std::string_view::npos ? program : program.substr(end + 1);
}

bool same_place(std::string_view a, std::string_view b) {
  return to_lower(replace_all(a, "/", "\\")) == to_lower(replace_all(b, "/", "\\"));
}

Result<ServiceFunctions::Handle> create_or_change(ServiceFunctions& functions, ServiceFunctions::Handle manager,
                                                  const ServiceRegistration& registration) {
  auto created = functions.create(manager, registration);
  if (created || created.error().reason != Reason::conflict) return created;
  auto existing = functions.open(manager, registration.name, ServiceAccess::change);
  if (!existing) return existing;
  if (auto changed = functions.change(*existing, registration); !changed) {
    functions.close(*existing);
    return fail(std::move(changed).error());
  }
  return existing;
}

/// Looks until `done` says so or time is up; the last state either way.
template <class Done>
Result<ServiceState> wait_for(ServiceFunctions& functions, ServiceFunctions::Handle service, const Pause& pause,
                              const Done& done) {
  std::chrono::milliseconds waited{0};
  for (;;) {
    auto state = functions.query(service);
    if (!state || done(*state) || waited >= longest_service_wait) return state;
    pause(look_again);
    waited += look_again;
  }
}

std::string ending_of(const std::string& name, const ServiceState& state) {
  constexpr std::uint32_t service_specific = 1066;  // ERROR_SERVICE_SPECIFIC_ERROR
  if (state.exit_code == service_specific) {
    return cat("the service ", name, " ended with exit code ", state.service_code,
               state.service_code == 3 ? " (configuration)" : "", ": see the log file and the Event Log");
  }
  return cat("the service ", name, " did not start (Windows error ", state.exit_code,
             "): see the log file and the Event Log");
}

Status stop_opened(ServiceFunctions& functions, ServiceFunctions::Handle service, const std::string& name,
                   const Pause& pause) {
  auto state = functions.query(service);
  if (!state) return fail(std::move(state).error());
  if (state->phase == ServicePhase::stopped) return {};
  // It may be stopping already, or have ended just now: what counts is what it comes to.
  auto told = functions.stop(service);
  state =
      wait_for(functions, service, pause, [](const ServiceState& now) { return now.phase == ServicePhase::stopped; });
  if (!state) return fail(std::move(state).error());
  if (state->phase == ServicePhase::stopped) return {};
  if (!told) return told;
  return fail(Reason::timeout, cat("the service ", name, " is still ", to_string(state->phase), " after ",
                                   longest_service_wait.count(), " s"));
}

}  // namespace

std::string account_name(ServiceAccount account, const std::string& service) {
  switch (account) {
    case ServiceAccount::local_service:
      return "NT AUTHORITY\\LocalService";
    case ServiceAccount::virtual_account:
      return "NT SERVICE\\" + service;
    case ServiceAccount::local_system:
      return "LocalSystem";
  }
  return {};
}

std::string service_command_line(const ServicePlan& plan) {
  std::string line = cat('"', to_utf8(plan.program), '"');
  if (!plan.arguments.empty()) line += cat(' ', command_line(plan.arguments));
  return line;
}

Result<std::vector<std::string>> install_service(ServiceFunctions& functions, const ServicePlan& plan) {
  const auto manager = functions.open_manager(ManagerAccess::create);
  if (!manager) return fail(manager.error());
  const Opened manager_opened(functions, *manager);
  const auto service = create_or_change(functions, *manager,
                                        {.name = plan.name,
                                         .display_name = plan.display_name,
                                         .command_line = service_command_line(plan),
                                         .account = account_name(plan.account, plan.name),
                                         .automatic = plan.automatic});
  if (!service) return fail(service.error());
  const Opened opened(functions, *service);
  return set_options(functions, *service, wanted_options(plan));
}

Status may_register(ServiceFunctions& functions) {
  const auto manager = functions.open_manager(ManagerAccess::create);
  if (!manager) return fail(manager.error());
  functions.close(*manager);
  return {};
}

Result<RegisteredService> registered_service(ServiceFunctions& functions, const std::string& name) {
  return with_service(functions, name, ServiceAccess::look,
                      [&](ServiceFunctions::Handle service) { return read_registration(functions, service); });
}

Result<std::vector<std::string>> keep_service(ServiceFunctions& functions, const ServicePlan& plan) {
  using Warnings = Result<std::vector<std::string>>;
  return with_service(functions, plan.name, ServiceAccess::change, [&](ServiceFunctions::Handle service) -> Warnings {
    const auto there = read_registration(functions, service);
    if (!there) return fail(there.error());
    if (!same_place(there->program, to_utf8(plan.program))) {
      const bool ours = to_lower(file_name_of(there->program)) == to_lower(file_name_of(to_utf8(plan.program)));
      ServicePlan moved = plan;
      if (ours) moved.arguments = there->arguments;
      const ServiceRegistration registration{.name = plan.name,
                                             .display_name = plan.display_name,
                                             .command_line = service_command_line(moved),
                                             .account = ours ? std::string() : account_name(plan.account, plan.name),
                                             .automatic = there->automatic};
      if (auto changed = functions.change(service, registration); !changed) return fail(std::move(changed).error());
    }
    auto options = wanted_options(plan);
    std::erase_if(options,
                  [](const ServiceOption& option) { return std::holds_alternative<DelayedAutoStart>(option); });
    return set_options(functions, service, options);
  });
}

Status start_service(ServiceFunctions& functions, const std::string& name, const Pause& pause) {
  return with_service(functions, name, ServiceAccess::start, [&](ServiceFunctions::Handle service) -> Status {
    auto state = functions.query(service);
    if (!state) return fail(std::move(state).error());
    if (state->phase == ServicePhase::running) return {};
    if (auto started = functions.start(service); !started) return started;
    state = wait_for(functions, service, pause, [](const ServiceState& now) {
      return now.phase == ServicePhase::running || now.phase == ServicePhase::stopped;
    });
    if (!state) return fail(std::move(state).error());
    if (state->phase == ServicePhase::running) return {};
    if (state->phase == ServicePhase::stopped) return fail(Reason::io, ending_of(name, *state));
    return fail(Reason::timeout, cat("the service ", name, " is still ", to_string(state->phase), " after ",
                                     longest_service_wait.count(), " s"));
  });
}

Status stop_service(ServiceFunctions& functions, const std::string& name, const Pause& pause) {
  return with_service(functions, name, ServiceAccess::stop,
                      [&](ServiceFunctions::Handle service) { return stop_opened(functions, service, name, pause); });
}

Status uninstall_service(ServiceFunctions& functions, const std::string& name, const Pause& pause) {
  return with_service(functions, name, ServiceAccess::remove, [&](ServiceFunctions::Handle service) -> Status {
    if (auto stopped = stop_opened(functions, service, name, pause); !stopped) return stopped;
    return functions.remove(service);
  });
}

Result<ServiceState> service_state(ServiceFunctions& functions, const std::string& name) {
  return with_service(functions, name, ServiceAccess::look,
                      [&](ServiceFunctions::Handle service) { return functions.query(service); });
}

std::string_view to_string(ServicePhase phase) noexcept {
  switch (phase) {
    case ServicePhase::stopped:
      return "stopped";
    case ServicePhase::starting:
      return "starting";
    case ServicePhase::stopping:
      return "stopping";
    case ServicePhase::running:
      return "running";
    case ServicePhase::other:
      break;
  }
  return "in another state";
}

}  // namespace ddns::platform
