#include "ddns/platform/service_manager.h"

#include <array>

#include "ddns/core/text.h"
#include "handle.h"
#include "io_error.h"
#include "service_calls.h"
#include "wide.h"

namespace ddns::platform {
namespace {

SC_HANDLE as_service(ServiceFunctions::Handle handle) noexcept { return reinterpret_cast<SC_HANDLE>(handle); }
ServiceFunctions::Handle as_number(SC_HANDLE handle) noexcept {
  return reinterpret_cast<ServiceFunctions::Handle>(handle);
}

Reason reason_of(DWORD code) noexcept {
  switch (code) {
    case ERROR_ACCESS_DENIED:
      return Reason::auth;
    case ERROR_SERVICE_DOES_NOT_EXIST:
      return Reason::not_found;
    case ERROR_SERVICE_EXISTS:
    case ERROR_DUPLICATE_SERVICE_NAME:
      return Reason::conflict;
    case ERROR_INVALID_LEVEL:
    case ERROR_INVALID_PARAMETER:
    case ERROR_NOT_SUPPORTED:
    case ERROR_CALL_NOT_IMPLEMENTED:
      return Reason::rejected;
    default:
      return Reason::io;
  }
}

tl::unexpected<Error> failed(std::string_view what) {
  const DWORD code = ::GetLastError();
  std::string message = cat(what, ": ", error_text(windows_error(code)));
  if (code == ERROR_ACCESS_DENIED) message += "; run it as administrator";
  if (code == ERROR_SERVICE_MARKED_FOR_DELETE) {
    message += "; it is being removed: close the Services window and whatever else shows it, then try again";
  }
  return fail(Error{.reason = reason_of(code), .message = std::move(message), .service_code = cat(code)});
}

DWORD access_bits(ServiceAccess access) noexcept {
  constexpr DWORD look = SERVICE_QUERY_STATUS | SERVICE_QUERY_CONFIG;
  switch (access) {
    case ServiceAccess::look:
      return look;
    case ServiceAccess::start:
      return look | SERVICE_START;
    case ServiceAccess::stop:
      return look | SERVICE_STOP;
    case ServiceAccess::change:
      // Failure actions that restart ask for the right to start, too.
      return look | SERVICE_CHANGE_CONFIG | SERVICE_START;
    case ServiceAccess::remove:
      return look | SERVICE_STOP | DELETE;
  }
  return look;
}

ServicePhase phase_of(DWORD state) noexcept {
  switch (state) {
    case SERVICE_STOPPED:
      return ServicePhase::stopped;
    case SERVICE_START_PENDING:
      return ServicePhase::starting;
    case SERVICE_STOP_PENDING:
      return ServicePhase::stopping;
    case SERVICE_RUNNING:
      return ServicePhase::running;
    default:
      return ServicePhase::other;
  }
}

// Spelled out here because the headers of older tool chains lack them or ask for another Windows version.
struct Flag {
  BOOL enabled;
};
struct Number {
  DWORD value;
};
enum Level : DWORD {
  level_description = 1,
  level_failure_actions = 2,
  level_delayed_auto_start = 3,
  level_failure_actions_flag = 4,
  level_service_sid = 5,
  level_preshutdown = 7
};
constexpr DWORD sid_unrestricted = 1;

/// One call of ChangeServiceConfig2W for each kind of option.
class OptionCall {
 public:
  OptionCall(const ServiceCalls& calls, SC_HANDLE service) : calls_(calls), service_(service) {}

  bool operator()(const ServiceDescription& option) const {
    std::wstring text = to_wide(option.text);
    SERVICE_DESCRIPTIONW description{.lpDescription = text.data()};
    return call(level_description, &description);
  }
  bool operator()(const FailureActions& option) const {
    std::vector<SC_ACTION> actions;
    for (const auto pause : option.restart_after) {
      actions.push_back({.Type = SC_ACTION_RESTART, .Delay = static_cast<DWORD>(pause.count() * 1000)});
    }
    SERVICE_FAILURE_ACTIONSW info{};
    info.dwResetPeriod = static_cast<DWORD>(option.reset_after.count());
    info.cActions = static_cast<DWORD>(actions.size());
    info.lpsaActions = actions.data();
    return call(level_failure_actions, &info);
  }
  bool operator()(const FailureActionsOnErrors& option) const {
    Flag flag{option.enabled ? TRUE : FALSE};
    return call(level_failure_actions_flag, &flag);
  }
  bool operator()(const DelayedAutoStart& option) const {
    Flag flag{option.enabled ? TRUE : FALSE};
    return call(level_delayed_auto_start, &flag);
  }
  bool operator()(const ServiceSid&) const {
    Number type{sid_unrestricted};
    return call(level_service_sid, &type);
  }
  bool operator()(const PreshutdownTime& option) const {
    Number milliseconds{static_cast<DWORD>(option.most.count())};
    return call(level_preshutdown, &milliseconds);
  }

 private:
  bool call(DWORD level, void* info) const { return calls_.change_option(service_, level, info) != 0; }
  const ServiceCalls& calls_;
  SC_HANDLE service_;
};

DWORD start_of(const ServiceRegistration& registration) noexcept {
  return registration.automatic ? SERVICE_AUTO_START : SERVICE_DEMAND_START;
}

/// nullptr leaves the password that is there, which is also what a virtual account wants. The system's own accounts
/// have an empty one, which must be said when the account changes.
const wchar_t* password_of(const std::string& account) noexcept {
  return account.empty() || account.starts_with("NT SERVICE\\") ? nullptr : L"";
}

/// nullptr leaves what is there.
const wchar_t* unless_empty(const std::wstring& text) noexcept { return text.empty() ? nullptr : text.c_str(); }

class SystemServiceFunctions final : public ServiceFunctions {
 public:
  explicit SystemServiceFunctions(const ServiceCalls& calls) : calls_(calls) {}
  Result<Handle> open_manager(ManagerAccess access) override {
    const DWORD bits = SC_MANAGER_CONNECT | (access == ManagerAccess::create ? SC_MANAGER_CREATE_SERVICE : 0U);
    const SC_HANDLE manager = calls_.open_manager(nullptr, nullptr, bits);
    if (manager == nullptr) return failed("cannot reach the service manager");
    return as_number(manager);
  }
  Result<Handle> create(Handle manager, const ServiceRegistration& registration) override {
    const SC_HANDLE service = calls_.create(
        as_service(manager), to_wide(registration.name).c_str(), to_wide(registration.display_name).c_str(),
        access_bits(ServiceAccess::change), SERVICE_WIN32_OWN_PROCESS, start_of(registration), SERVICE_ERROR_NORMAL,
        to_wide(registration.command_line).c_str(), nullptr, nullptr, nullptr, to_wide(registration.account).c_str(),
        password_of(registration.account));
    if (service == nullptr) return failed(cat("cannot create the service ", registration.name));
    return as_number(service);
  }
  Result<Handle> open(Handle manager, const std::string& name, ServiceAccess access) override {
    const SC_HANDLE service = calls_.open(as_service(manager), to_wide(name).c_str(), access_bits(access));
    if (service == nullptr) return failed(cat("cannot open the service ", name));
    return as_number(service);
  }
  Status change(Handle service, const ServiceRegistration& registration) override {
    const std::wstring account = to_wide(registration.account);
    const std::wstring display_name = to_wide(registration.display_name);
    if (calls_.change(as_service(service), SERVICE_WIN32_OWN_PROCESS, start_of(registration), SERVICE_ERROR_NORMAL,
                      to_wide(registration.command_line).c_str(), nullptr, nullptr, nullptr, unless_empty(account),
                      password_of(registration.account), unless_empty(display_name)) == 0) {
      return failed(cat("cannot change the service ", registration.name));
    }
    return {};
  }
  Status change(Handle service, const ServiceOption& option) override {
    if (!std::visit(OptionCall(calls_, as_service(service)), option)) return failed("the service manager refused");
    return {};
  }
  Status start(Handle service) override {
    if (calls_.start(as_service(service), 0, nullptr) == 0 && ::GetLastError() != ERROR_SERVICE_ALREADY_RUNNING) {
      return failed("cannot start the service");
    }
    return {};
  }
  Status stop(Handle service) override {
    SERVICE_STATUS ignored{};
    if (calls_.control(as_service(service), SERVICE_CONTROL_STOP, &ignored) == 0) {
      return failed("cannot stop the service");
    }
    return {};
  }
  Status remove(Handle service) override {
    if (calls_.remove(as_service(service)) == 0) return failed("cannot remove the service");
    return {};
  }
  Result<ServiceState> query(Handle service) override {
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    if (calls_.query_status(as_service(service), SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status),
                            sizeof status, &needed) == 0) {
      return failed("cannot ask for the state of the service");
    }
    return ServiceState{.phase = phase_of(status.dwCurrentState),
                        .exit_code = status.dwWin32ExitCode,
                        .service_code = status.dwServiceSpecificExitCode,
                        .process = status.dwProcessId};
  }
  Result<ServiceRegistration> registration(Handle service) override {
    std::vector<std::uint64_t> block(
        1024);  // 8 KiB is the most the system answers with; wide elements for the alignment
    auto* const config = reinterpret_cast<QUERY_SERVICE_CONFIGW*>(block.data());
    DWORD needed = 0;
    const auto size = static_cast<DWORD>(block.size() * sizeof(std::uint64_t));
    if (calls_.query_config(as_service(service), config, size, &needed) == 0) {
      return failed("cannot ask how the service is registered");
    }
    const auto text = [](const wchar_t* wide) { return wide == nullptr ? std::string() : from_wide(wide); };
    return ServiceRegistration{.display_name = text(config->lpDisplayName),
                               .command_line = text(config->lpBinaryPathName),
                               .account = text(config->lpServiceStartName),
                               .automatic = config->dwStartType == SERVICE_AUTO_START};
  }
  void close(Handle handle) noexcept override { calls_.close(as_service(handle)); }

 private:
  ServiceCalls calls_;
};

}  // namespace

std::unique_ptr<ServiceFunctions> service_functions_by(const ServiceCalls& calls) {
  return std::make_unique<SystemServiceFunctions>(calls);
}

std::unique_ptr<ServiceFunctions> system_service_functions() { return service_functions_by({}); }

}  // namespace ddns::platform
