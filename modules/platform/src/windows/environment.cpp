#include "ddns/platform/environment.h"

#include "handle.h"
#include "wide.h"

namespace ddns::platform {

std::optional<std::string> environment(std::string_view name) {
  const std::wstring wide = to_wide(name);
  std::wstring value(256, L'\0');
  for (;;) {
    ::SetLastError(ERROR_SUCCESS);
    const DWORD length = ::GetEnvironmentVariableW(wide.c_str(), value.data(), static_cast<DWORD>(value.size()));
    if (length == 0 && ::GetLastError() == ERROR_ENVVAR_NOT_FOUND) return std::nullopt;
    if (length < value.size()) return from_wide({value.data(), length});
    value.resize(length);
  }
}

std::map<std::string, std::string> environment_with_prefix(std::string_view prefix) {
  std::map<std::string, std::string> found;
  wchar_t* const block = ::GetEnvironmentStringsW();
  if (block == nullptr) return found;
  for (const wchar_t* entry = block; *entry != L'\0';) {
    const std::wstring_view wide(entry);
    entry += wide.size() + 1;
    const std::string line = from_wide(wide);
    // Names like "=C:" hold the working folder of a drive; the sign to look for is behind the first character.
    const std::size_t equals = line.find('=', 1);
    if (equals == std::string::npos || !line.starts_with(prefix) || prefix.size() > equals) continue;
    found.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  ::FreeEnvironmentStringsW(block);
  return found;
}

}  // namespace ddns::platform
