// Sends a control to a service, as the system does at a shutdown; sc.exe of Wine knows the common ones only.
// usage: control_service NAME CODE
#include <windows.h>

#include <cstdio>
#include <cwchar>

int wmain(int argc, wchar_t** argv) {
  if (argc != 3) return 2;
  const SC_HANDLE manager = ::OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT);
  const SC_HANDLE service = ::OpenServiceW(manager, argv[1], SERVICE_ALL_ACCESS);
  SERVICE_STATUS status{};
  const auto code = static_cast<DWORD>(std::wcstoul(argv[2], nullptr, 10));
  const bool sent = service != nullptr && ::ControlService(service, code, &status) != 0;
  if (!sent) std::fprintf(stderr, "error %lu\n", ::GetLastError());
  if (service != nullptr) ::CloseServiceHandle(service);
  if (manager != nullptr) ::CloseServiceHandle(manager);
  return sent ? 0 : 1;
}
