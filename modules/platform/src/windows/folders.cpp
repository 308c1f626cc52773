#include "ddns/platform/folders.h"

#include "ddns/platform/paths.h"
#include "handle.h"

namespace ddns::platform {

Folders default_folders() { return windows_folders(environment); }

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
