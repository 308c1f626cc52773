#include "thread_label.h"

#include <windows.h>

#include <new>

#include "wide.h"

namespace ddns::platform {

void label_this_thread(const char* name) noexcept {
  // Since Windows 10 1607; looked up, so that the program starts on older ones.
  using SetDescription = HRESULT(WINAPI*)(HANDLE, PCWSTR);
  static const auto set_description = [] {
    const auto kernel = ::GetModuleHandleW(L"kernelbase.dll");
    return kernel == nullptr ? SetDescription{}
                             : reinterpret_cast<SetDescription>(
                                   reinterpret_cast<void (*)()>(::GetProcAddress(kernel, "SetThreadDescription")));
  }();
  if (set_description == nullptr) return;
  try {
    (void)set_description(::GetCurrentThread(), to_wide(name).c_str());
  } catch (const std::bad_alloc&) {
    // It stays without.
  }
}

}  // namespace ddns::platform
