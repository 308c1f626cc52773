#include "ddns/platform/service_host.h"

#include <array>
#include <exception>

#include "console_signals.h"
#include "ddns/platform/sd_notify.h"
#include "io_error.h"
#include "service_status.h"
#include "wide.h"

namespace ddns::platform {
namespace {

constexpr DWORD control_preshutdown = 0x0F;  // SERVICE_CONTROL_PRESHUTDOWN

/// ServiceMain has no argument of ours to carry it.
struct Host {
  std::wstring name;
  std::function<int()> body;
};
Host* host = nullptr;

DWORD WINAPI on_control(DWORD control, DWORD /*event*/, void* /*data*/, void* /*context*/) {
  switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
    case control_preshutdown:
      // First the answer, then the deed.
      ServiceStatus::instance().stopping();
      deliver_signal(Signal::terminate);
      return NO_ERROR;
    case SERVICE_CONTROL_PARAMCHANGE:
      deliver_signal(Signal::hangup);
      return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
      ServiceStatus::instance().repeat();
      return NO_ERROR;
    default:
      return ERROR_CALL_NOT_IMPLEMENTED;
  }
}

void WINAPI service_main(DWORD /*argc*/, wchar_t** /*argv*/) {
  const SERVICE_STATUS_HANDLE handle = ::RegisterServiceCtrlHandlerExW(host->name.c_str(), on_control, nullptr);
  if (handle == nullptr) return;
  ServiceStatus::instance().begin(handle);
  int code = 1;
  try {
    code = host->body();
  } catch (const std::exception&) {
    // Reported by the body; what is left is to say that it failed.
  }
  ServiceStatus::instance().stopped(code);
}

}  // namespace

Status run_as_service(const std::string& name, std::function<int()> body) {
  Host ours{.name = to_wide(name), .body = std::move(body)};
  host = &ours;
  const std::array<SERVICE_TABLE_ENTRYW, 2> table{
      {{.lpServiceName = ours.name.data(), .lpServiceProc = service_main}, {nullptr, nullptr}}};
  // Blocks until the service has stopped.
  if (::StartServiceCtrlDispatcherW(table.data()) != 0) return {};
  const DWORD code = ::GetLastError();
  return fail(code == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT ? Reason::unavailable : Reason::io,
              "the service manager did not start this process: " + error_text(windows_error(code)));
}

bool has_no_console() noexcept {
  const auto missing = [](DWORD which) {
    const HANDLE handle = ::GetStdHandle(which);
    return handle == nullptr || handle == INVALID_HANDLE_VALUE;
  };
  return missing(STD_OUTPUT_HANDLE) && missing(STD_ERROR_HANDLE);
}

Status notify_service_manager(std::string_view message) {
  if (message.find("READY=1") != std::string_view::npos) ServiceStatus::instance().running();
  if (message.find("STOPPING=1") != std::string_view::npos) ServiceStatus::instance().stopping();
  return {};
}

std::string reloading_message() { return "RELOADING=1"; }
std::optional<std::chrono::microseconds> watchdog_interval() { return std::nullopt; }

}  // namespace ddns::platform
