#include "ddns/platform/folders.h"

#include <array>

#include "ddns/platform/paths.h"
#include "handle.h"
#include "wide.h"
// After windows.h.
#include <shlobj.h>

namespace ddns::platform {

Folders default_folders() {
  // Asked of the system: the variable can be anything in the environment that a service is started with.
  std::array<wchar_t, MAX_PATH> path{};
  const bool known =
      ::SHGetFolderPathW(nullptr, CSIDL_COMMON_APPDATA, nullptr, SHGFP_TYPE_CURRENT, path.data()) == S_OK;
  if (!known) return windows_folders(environment);
  return windows_folders([&](std::string_view) { return std::optional(from_wide(path.data())); });
}

std::filesystem::path program_path() {
  std::wstring path(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length = ::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    if (length == 0) return {};
    if (length < path.size()) {
      path.resize(length);
      return path;
    }
    path.resize(path.size() * 2);
  }
}

}  // namespace ddns::platform
