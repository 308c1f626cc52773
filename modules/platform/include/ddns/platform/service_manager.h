#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "ddns/core/result.h"

namespace ddns::platform {

/// What a service is registered with (CreateServiceW, ChangeServiceConfigW): always a process of its own, with errors
/// logged. Texts are UTF-8. In a change, an empty account or display name leaves what is registered.
struct ServiceRegistration {
  std::string name;
  std::string display_name;
  std::string command_line;  ///< quoted: unquoted paths with spaces let C:\Program.exe be started instead
  std::string account;       ///< "LocalSystem", "NT AUTHORITY\LocalService", "NT SERVICE\<name>"
  bool automatic = true;     ///< started with Windows; otherwise by hand

  friend bool operator==(const ServiceRegistration&, const ServiceRegistration&) = default;
};

// The levels of ChangeServiceConfig2W that are used.
struct ServiceDescription {
  std::string text;
  friend bool operator==(const ServiceDescription&, const ServiceDescription&) = default;
};
/// SERVICE_CONFIG_FAILURE_ACTIONS: restart after the first, second, … and every later failure; the count begins anew
/// after `reset_after` without one.
struct FailureActions {
  std::chrono::seconds reset_after{};
  std::vector<std::chrono::seconds> restart_after;
  friend bool operator==(const FailureActions&, const FailureActions&) = default;
};
/// SERVICE_CONFIG_FAILURE_ACTIONS_FLAG: an orderly end with an error counts as a failure, too.
struct FailureActionsOnErrors {
  bool enabled = true;
  friend bool operator==(const FailureActionsOnErrors&, const FailureActionsOnErrors&) = default;
};
/// SERVICE_CONFIG_DELAYED_AUTO_START_INFO.
struct DelayedAutoStart {
  bool enabled = true;
  friend bool operator==(const DelayedAutoStart&, const DelayedAutoStart&) = default;
};
/// SERVICE_CONFIG_SERVICE_SID_INFO, SERVICE_SID_TYPE_UNRESTRICTED: files can be given to this one service.
struct ServiceSid {
  friend bool operator==(const ServiceSid&, const ServiceSid&) = default;
};
/// SERVICE_CONFIG_PRESHUTDOWN_INFO: how long a shutdown of the machine waits for it.
struct PreshutdownTime {
  std::chrono::milliseconds most{};
  friend bool operator==(const PreshutdownTime&, const PreshutdownTime&) = default;
};
using ServiceOption = std::variant<ServiceDescription, FailureActions, FailureActionsOnErrors, DelayedAutoStart,
                                   ServiceSid, PreshutdownTime>;

enum class ServicePhase { stopped, starting, stopping, running, other };

struct ServiceState {
  ServicePhase phase = ServicePhase::other;
  std::uint32_t exit_code = 0;     ///< a Windows error; 1066: see service_code
  std::uint32_t service_code = 0;  ///< this program's exit code when it ended with an error
  std::uint32_t process = 0;       ///< id; 0 when there is none

  friend bool operator==(const ServiceState&, const ServiceState&) = default;
};

enum class ManagerAccess { look, create };
enum class ServiceAccess { look, start, stop, change, remove };

/// The functions of the service control manager, one call each, so that a test can watch what is called in which order
/// and with what. Errors carry the Windows code as service_code ("5" = no administrator); Reason::not_found: no such
/// service; Reason::conflict: it exists already; Reason::rejected: this Windows does not know that option (124, 87);
/// Reason::auth: administrator rights are needed; Reason::io: anything else. For one thread.
class ServiceFunctions {
 public:
  using Handle = std::uintptr_t;

  ServiceFunctions() = default;
  virtual ~ServiceFunctions() = default;
  ServiceFunctions(const ServiceFunctions&) = delete;
  ServiceFunctions& operator=(const ServiceFunctions&) = delete;

  [[nodiscard]] virtual Result<Handle> open_manager(ManagerAccess access) = 0;
  [[nodiscard]] virtual Result<Handle> create(Handle manager, const ServiceRegistration& registration) = 0;
  [[nodiscard]] virtual Result<Handle> open(Handle manager, const std::string& name, ServiceAccess access) = 0;
  [[nodiscard]] virtual Status change(Handle service, const ServiceRegistration& registration) = 0;
  [[nodiscard]] virtual Status change(Handle service, const ServiceOption& option) = 0;
  [[nodiscard]] virtual Status start(Handle service) = 0;
  [[nodiscard]] virtual Status stop(Handle service) = 0;
  [[nodiscard]] virtual Status remove(Handle service) = 0;
  [[nodiscard]] virtual Result<ServiceState> query(Handle service) = 0;
  /// As it is registered; `name` stays empty.
  [[nodiscard]] virtual Result<ServiceRegistration> registration(Handle service) = 0;
  virtual void close(Handle handle) noexcept = 0;
};

/// Those of this machine; nullptr where there is no service control manager.
[[nodiscard]] std::unique_ptr<ServiceFunctions> system_service_functions();

}  // namespace ddns::platform
