#include "ddns/platform/event_log.h"

#include <exception>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"
#include "handle.h"
#include "io_error.h"
#include "wide.h"

namespace ddns::platform {
namespace {

std::wstring key_of(const std::string& source) {
  return to_wide(cat(R"(SYSTEM\CurrentControlSet\Services\EventLog\Application\)", source));
}

}  // namespace

void write_event_log(std::string_view source, EventKind kind, std::string_view text) noexcept {
  try {
    const HANDLE log = ::RegisterEventSourceW(nullptr, to_wide(source).c_str());
    if (log == nullptr) return;
    constexpr std::size_t most = 30'000;  // the system's limit is 31,839 characters
    const std::wstring wide = to_wide(truncate_utf8(text, most));
    const wchar_t* strings = wide.c_str();
    const WORD type = kind == EventKind::error     ? EVENTLOG_ERROR_TYPE
                      : kind == EventKind::warning ? EVENTLOG_WARNING_TYPE
                                                   : EVENTLOG_INFORMATION_TYPE;
    ::ReportEventW(log, type, 0, event_number(kind), nullptr, 1, 0, &strings, nullptr);
    ::DeregisterEventSource(log);
  } catch (const std::exception&) {
    // Out of memory for a few hundred bytes: nobody is left to tell.
  }
}

Status register_event_source(const std::string& source, const std::filesystem::path& program) {
  HKEY key = nullptr;
  LSTATUS error = ::RegCreateKeyExW(HKEY_LOCAL_MACHINE, key_of(source).c_str(), 0, nullptr, 0, KEY_SET_VALUE, nullptr,
                                    &key, nullptr);
  if (error != ERROR_SUCCESS) {
    return system_error("cannot register with the Event Log", windows_error(static_cast<DWORD>(error)));
  }
  const std::wstring file = program.native();
  const DWORD kinds = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
  error = ::RegSetValueExW(key, L"EventMessageFile", 0, REG_EXPAND_SZ, reinterpret_cast<const BYTE*>(file.c_str()),
                           static_cast<DWORD>((file.size() + 1) * sizeof(wchar_t)));
  if (error == ERROR_SUCCESS) {
    error = ::RegSetValueExW(key, L"TypesSupported", 0, REG_DWORD, reinterpret_cast<const BYTE*>(&kinds), sizeof kinds);
  }
  ::RegCloseKey(key);
  if (error == ERROR_SUCCESS) return {};
  return system_error("cannot register with the Event Log", windows_error(static_cast<DWORD>(error)));
}

Status unregister_event_source(const std::string& source) {
  const LSTATUS error = ::RegDeleteKeyW(HKEY_LOCAL_MACHINE, key_of(source).c_str());
  if (error == ERROR_SUCCESS || error == ERROR_FILE_NOT_FOUND) return {};
  return system_error("cannot remove the Event Log source", windows_error(static_cast<DWORD>(error)));
}

}  // namespace ddns::platform
