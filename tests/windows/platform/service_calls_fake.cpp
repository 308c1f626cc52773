#include "service_calls_fake.h"

#include <algorithm>
#include <cstring>

#include "../../../modules/platform/src/windows/wide.h"

namespace ddns::platform::test {

Seen seen;
const SC_HANDLE manager = reinterpret_cast<SC_HANDLE>(std::uintptr_t{1});
const SC_HANDLE service = reinterpret_cast<SC_HANDLE>(std::uintptr_t{2});

namespace {

std::string text_of(const wchar_t* text) { return text == nullptr ? "(null)" : from_wide(text); }

/// Writes the call down; false, with the system's error set, if it is to fail.
BOOL called(const std::string& name, SC_HANDLE handle, const std::string& numbers = {}) {
  const char* const of = handle == manager ? " manager" : handle == service ? " service" : "";
  seen.order.push_back(name + of + (numbers.empty() ? "" : " ") + numbers);
  auto error = seen.errors.find(name);
  if (error == seen.errors.end()) error = seen.errors.find(name + " " + numbers);
  if (error == seen.errors.end()) return TRUE;
  ::SetLastError(error->second);
  return FALSE;
}

SC_HANDLE WINAPI open_manager(LPCWSTR machine, LPCWSTR database, DWORD access) {
  const bool here = machine == nullptr && database == nullptr;
  return here && called("OpenSCManagerW", nullptr, std::to_string(access)) ? manager : nullptr;
}

SC_HANDLE WINAPI open(SC_HANDLE in, LPCWSTR name, DWORD access) {
  return called("OpenServiceW", in, text_of(name) + " " + std::to_string(access)) ? service : nullptr;
}

SC_HANDLE WINAPI create(SC_HANDLE in, LPCWSTR name, LPCWSTR display_name, DWORD access, DWORD type, DWORD start,
                        DWORD error_control, LPCWSTR command, LPCWSTR group, LPDWORD tag, LPCWSTR dependencies,
                        LPCWSTR account, LPCWSTR password) {
  const bool alone = group == nullptr && tag == nullptr && dependencies == nullptr;
  seen.created.push_back({.name = text_of(name),
                          .display_name = text_of(display_name),
                          .command_line = text_of(command),
                          .account = text_of(account),
                          .access = access,
                          .type = type,
                          .start = start,
                          .error_control = error_control,
                          .password_text = text_of(password)});
  return called("CreateServiceW", in) && alone ? service : nullptr;
}

BOOL WINAPI change(SC_HANDLE in, DWORD type, DWORD start, DWORD error_control, LPCWSTR command, LPCWSTR group,
                   LPDWORD tag, LPCWSTR dependencies, LPCWSTR account, LPCWSTR password, LPCWSTR display_name) {
  const bool alone = group == nullptr && tag == nullptr && dependencies == nullptr;
  seen.changed.push_back({.display_name = text_of(display_name),
                          .command_line = text_of(command),
                          .account = text_of(account),
                          .type = type,
                          .start = start,
                          .error_control = error_control,
                          .password_text = text_of(password)});
  return called("ChangeServiceConfigW", in) && alone;
}

Bytes bytes_of(const void* data, std::size_t size) {
  Bytes bytes(size);
  std::memcpy(bytes.data(), data, size);
  return bytes;
}

/// The structure of a level, as long as the system's own header says.
Bytes structure_of(DWORD level, const void* info) {
  switch (level) {
    case SERVICE_CONFIG_DESCRIPTION:
      seen.description = text_of(static_cast<const SERVICE_DESCRIPTIONW*>(info)->lpDescription);
      return {};
    case SERVICE_CONFIG_FAILURE_ACTIONS: {
      SERVICE_FAILURE_ACTIONSW copy{};
      std::memcpy(&copy, info, sizeof copy);
      if (copy.cActions != 0) seen.actions = bytes_of(copy.lpsaActions, copy.cActions * sizeof(SC_ACTION));
      copy.lpsaActions = nullptr;
      return bytes_of(&copy, sizeof copy);
    }
    case SERVICE_CONFIG_DELAYED_AUTO_START_INFO:
      return bytes_of(info, sizeof(SERVICE_DELAYED_AUTO_START_INFO));
    case SERVICE_CONFIG_FAILURE_ACTIONS_FLAG:
      return bytes_of(info, sizeof(SERVICE_FAILURE_ACTIONS_FLAG));
    case SERVICE_CONFIG_SERVICE_SID_INFO:
      return bytes_of(info, sizeof(SERVICE_SID_INFO));
    case SERVICE_CONFIG_PRESHUTDOWN_INFO:
      return bytes_of(info, sizeof(SERVICE_PRESHUTDOWN_INFO));
    default:
      return {};
  }
}

BOOL WINAPI change_option(SC_HANDLE in, DWORD level, LPVOID info) {
  seen.structures[level] = structure_of(level, info);
  return called("ChangeServiceConfig2W", in, std::to_string(level));
}

BOOL WINAPI query_config(SC_HANDLE in, LPQUERY_SERVICE_CONFIGW config, DWORD size, LPDWORD needed) {
  if (size < 8192) return FALSE;  // the most that the documentation names
  *config = seen.answer;
  *needed = sizeof seen.answer;
  return called("QueryServiceConfigW", in);
}

BOOL WINAPI start(SC_HANDLE in, DWORD count, LPCWSTR* words) {
  return called("StartServiceW", in) && count == 0 && words == nullptr;
}

BOOL WINAPI control(SC_HANDLE in, DWORD code, LPSERVICE_STATUS status) {
  return called("ControlService", in, std::to_string(code)) && status != nullptr;
}

BOOL WINAPI query_status(SC_HANDLE in, SC_STATUS_TYPE level, LPBYTE buffer, DWORD size, LPDWORD needed) {
  if (!called("QueryServiceStatusEx", in, std::to_string(level)) || seen.states.empty()) return FALSE;
  std::memcpy(buffer, &seen.states.front(), std::min<std::size_t>(size, sizeof(SERVICE_STATUS_PROCESS)));
  *needed = sizeof(SERVICE_STATUS_PROCESS);
  if (seen.states.size() > 1) seen.states.pop_front();
  return size == sizeof(SERVICE_STATUS_PROCESS);
}

BOOL WINAPI remove(SC_HANDLE in) { return called("DeleteService", in); }
BOOL WINAPI close(SC_HANDLE in) { return called("CloseServiceHandle", in); }

}  // namespace

std::unique_ptr<ServiceFunctions> fake_functions() {
  return service_functions_by({.open_manager = open_manager,
                               .open = open,
                               .create = create,
                               .change = change,
                               .change_option = change_option,
                               .query_config = query_config,
                               .start = start,
                               .control = control,
                               .query_status = query_status,
                               .remove = remove,
                               .close = close});
}

}  // namespace ddns::platform::test
