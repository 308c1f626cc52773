#pragma once

#include <mutex>
#include <string_view>

#include "handle.h"

namespace ddns::platform {

/// What this process last told the service manager about itself. States only go forward: a stop request that is
/// answered late never covers up that the service has stopped. Thread-safe.
class ServiceStatus {
 public:
  using Teller = decltype(&::SetServiceStatus);
  /// Tests tell somebody else than the system.
  explicit ServiceStatus(Teller teller = &::SetServiceStatus) noexcept : teller_(teller) {}
  /// The one of this process; told() nothing until begin().
  static ServiceStatus& instance();

  void begin(SERVICE_STATUS_HANDLE handle);
  void running();
  void stopping();
  /// `code`: this program's exit code, 0 = in order.
  void stopped(int code);
  /// The manager asked to hear it again.
  void repeat();

 private:
  void tell(DWORD state, DWORD wait_hint_ms);

  Teller teller_;
  std::mutex mutex_;
  SERVICE_STATUS_HANDLE handle_ = nullptr;
  SERVICE_STATUS status_{};
  DWORD checkpoint_ = 0;
};

}  // namespace ddns::platform
