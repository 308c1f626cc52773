#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/platform/service_manager.h"

namespace ddns::platform {

/// Who the service runs as. LocalService and the virtual account may do little on the machine; LocalSystem anything.
enum class ServiceAccount { local_service, virtual_account, local_system };

/// How this program wants to be installed.
struct ServicePlan {
  std::string name;
  std::string display_name;
  std::string description;
  std::filesystem::path program;       ///< absolute
  std::vector<std::string> arguments;  ///< what the service is started with; UTF-8
  ServiceAccount account = ServiceAccount::local_service;
  bool automatic = true;  ///< starts with Windows, delayed
};

/// The account as the service manager writes it.
[[nodiscard]] std::string account_name(ServiceAccount account, const std::string& service);

/// The program in quotation marks, always, and its arguments quoted where they need it.
[[nodiscard]] std::string service_command_line(const ServicePlan& plan);

/// Registers the service, or brings an existing registration to this plan: delayed automatic start, restart after 5 s,
/// 30 s and then every 5 minutes, counted anew after a day, also when it ended with an error, a SID of its own, 20 s at
/// a shutdown. Returns warnings: options this Windows does not know. Does not start it. Errors: as ServiceFunctions.
[[nodiscard]] Result<std::vector<std::string>> install_service(ServiceFunctions& functions, const ServicePlan& plan);

/// A registration as it stands, its command line taken apart. UTF-8.
struct RegisteredService {
  std::string program;
  std::vector<std::string> arguments;
  std::string account;
  bool automatic = true;

  friend bool operator==(const RegisteredService&, const RegisteredService&) = default;
};

/// Errors: Reason::not_found when it is not installed.
[[nodiscard]] Result<RegisteredService> registered_service(ServiceFunctions& functions, const std::string& name);

/// For installers: what an administrator chose for a service that is there stays. Only a program that lies elsewhere is
/// put in its place, with the arguments and account as they are if it is an older place of the plan's program (the same
/// file name), and with the plan's if it is anything else, such as a wrapper. The options of install_service() are set
/// either way, the start apart. Returns warnings and errors as install_service().
[[nodiscard]] Result<std::vector<std::string>> keep_service(ServiceFunctions& functions, const ServicePlan& plan);

/// Whether this process may register services, so that nothing else is begun in vain. Errors: Reason::auth.
[[nodiscard]] Status may_register(ServiceFunctions& functions);

/// Waits between two looks; tests count instead.
using Pause = std::function<void(std::chrono::milliseconds)>;

/// What is waited for at most; the program itself needs less than ten seconds to stop.
constexpr std::chrono::seconds longest_service_wait{30};

/// Starts it and waits until it runs. Already running is success. Errors: Reason::io when it ended instead; the message
/// names its exit code.
[[nodiscard]] Status start_service(ServiceFunctions& functions, const std::string& name, const Pause& pause);

/// Tells it to stop and waits until it has: the manager's answer comes while it is still stopping. Not running is
/// success. Errors: Reason::timeout.
[[nodiscard]] Status stop_service(ServiceFunctions& functions, const std::string& name, const Pause& pause);

/// Stops it and removes the registration; a running service would only be marked for removal. Errors: as stop_service.
[[nodiscard]] Status uninstall_service(ServiceFunctions& functions, const std::string& name, const Pause& pause);

/// Errors: Reason::not_found when it is not installed.
[[nodiscard]] Result<ServiceState> service_state(ServiceFunctions& functions, const std::string& name);

[[nodiscard]] std::string_view to_string(ServicePhase phase) noexcept;

}  // namespace ddns::platform
