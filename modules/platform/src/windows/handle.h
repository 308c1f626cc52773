#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>
// After winsock2.h, always.
#include <windows.h>

#include <system_error>
#include <utility>

namespace ddns::platform {

/// Owns a kernel handle.
class UniqueHandle {
 public:
  UniqueHandle() = default;
  explicit UniqueHandle(HANDLE handle) noexcept : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  ~UniqueHandle() { reset(); }
  UniqueHandle(UniqueHandle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  UniqueHandle& operator=(UniqueHandle&& other) noexcept {
    if (this != &other) {
      reset();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  UniqueHandle(const UniqueHandle&) = delete;
  UniqueHandle& operator=(const UniqueHandle&) = delete;

  [[nodiscard]] HANDLE get() const noexcept { return handle_; }
  [[nodiscard]] bool valid() const noexcept { return handle_ != nullptr; }
  [[nodiscard]] HANDLE release() noexcept { return std::exchange(handle_, nullptr); }
  void reset() noexcept {
    if (handle_ != nullptr) ::CloseHandle(handle_);
    handle_ = nullptr;
  }

 private:
  HANDLE handle_ = nullptr;
};

/// A Windows error code; std::system_category knows which of them mean "no such file" and the like.
[[nodiscard]] inline std::error_code windows_error(DWORD code) noexcept {
  return {static_cast<int>(code), std::system_category()};
}
[[nodiscard]] inline std::error_code last_error() noexcept { return windows_error(::GetLastError()); }

}  // namespace ddns::platform
