#include "service_status.h"

namespace ddns::platform {
namespace {

constexpr DWORD start_hint_ms = 30'000;
constexpr DWORD stop_hint_ms = 15'000;
constexpr DWORD accepts_preshutdown = 0x100;  // SERVICE_ACCEPT_PRESHUTDOWN

int rank_of(DWORD state) noexcept {
  switch (state) {
    case SERVICE_START_PENDING:
      return 1;
    case SERVICE_RUNNING:
      return 2;
    case SERVICE_STOP_PENDING:
      return 3;
    case SERVICE_STOPPED:
      return 4;
    default:
      return 0;
  }
}

}  // namespace

ServiceStatus& ServiceStatus::instance() {
  static ServiceStatus status;
  return status;
}

void ServiceStatus::begin(SERVICE_STATUS_HANDLE handle) {
  const std::lock_guard lock(mutex_);
  handle_ = handle;
  status_ = {};
  status_.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  tell(SERVICE_START_PENDING, start_hint_ms);
}

void ServiceStatus::running() {
  const std::lock_guard lock(mutex_);
  tell(SERVICE_RUNNING, 0);
}

void ServiceStatus::stopping() {
  const std::lock_guard lock(mutex_);
  tell(SERVICE_STOP_PENDING, stop_hint_ms);
}

void ServiceStatus::stopped(int code) {
  const std::lock_guard lock(mutex_);
  status_.dwWin32ExitCode = code == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
  status_.dwServiceSpecificExitCode = static_cast<DWORD>(code);
  tell(SERVICE_STOPPED, 0);
}

void ServiceStatus::repeat() {
  const std::lock_guard lock(mutex_);
  if (handle_ != nullptr) teller_(handle_, &status_);
}

void ServiceStatus::tell(DWORD state, DWORD wait_hint_ms) {
  if (handle_ == nullptr || rank_of(state) < rank_of(status_.dwCurrentState)) return;
  const bool pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
  status_.dwCurrentState = state;
  // Also while it starts: a stop is then carried out as soon as there is something to stop.
  status_.dwControlsAccepted = state == SERVICE_STOPPED ? 0
                                                        : SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN |
                                                              SERVICE_ACCEPT_PARAMCHANGE | accepts_preshutdown;
  status_.dwCheckPoint = pending ? ++checkpoint_ : 0;
  status_.dwWaitHint = wait_hint_ms;
  teller_(handle_, &status_);
  // The handle is of no use after the last word.
  if (state == SERVICE_STOPPED) handle_ = nullptr;
}

}  // namespace ddns::platform
