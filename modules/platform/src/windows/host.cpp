#include "ddns/platform/host.h"

#include <array>

#include "ddns/core/text.h"
#include "handle.h"
#include "wide.h"

namespace ddns::platform {

std::string host_name() {
  std::array<wchar_t, 256> name{};
  DWORD size = name.size();
  if (::GetComputerNameExW(ComputerNameDnsHostname, name.data(), &size) == 0 || size == 0) return "localhost";
  return from_wide({name.data(), size});
}

std::string operating_system() {
  // GetVersionEx answers with the version the program's manifest claims to know; this one tells the truth.
  using RtlGetVersion = LONG(WINAPI*)(OSVERSIONINFOW*);
  OSVERSIONINFOW version{};
  version.dwOSVersionInfoSize = sizeof version;
  const HMODULE ntdll = ::GetModuleHandleW(L"ntdll.dll");
  const auto ask =
      ntdll == nullptr
          ? nullptr
          : reinterpret_cast<RtlGetVersion>(reinterpret_cast<void (*)()>(::GetProcAddress(ntdll, "RtlGetVersion")));
  if (ask == nullptr || ask(&version) != 0) return "Windows";
  SYSTEM_INFO system{};
  ::GetNativeSystemInfo(&system);
  const char* machine = system.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64   ? " x86_64"
                        : system.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_ARM64 ? " arm64"
                                                                                        : "";
  return cat("Windows ", version.dwMajorVersion, ".", version.dwMinorVersion, ".", version.dwBuildNumber, machine);
}

}  // namespace ddns::platform
