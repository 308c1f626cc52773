#include "ddns/platform/protected_folder.h"

#include <aclapi.h>

#include <array>
#include <optional>
#include <vector>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "handle.h"
#include "io_error.h"
#include "wide.h"

namespace ddns::platform {
namespace {

using SidBytes = std::array<std::uint8_t, SECURITY_MAX_SID_SIZE>;

std::optional<SidBytes> well_known(WELL_KNOWN_SID_TYPE type) {
  SidBytes sid{};
  DWORD size = sid.size();
  if (::CreateWellKnownSid(type, nullptr, sid.data(), &size) == 0) return std::nullopt;
  return sid;
}

/// Computed from the service's name alone, so it can be granted before the service exists.
std::optional<SidBytes> service_sid(const std::string& service) {
  struct Text {  // UNICODE_STRING
    USHORT length, capacity;
    wchar_t* buffer;
  };
  using Create = LONG(WINAPI*)(Text * name, void* sid, ULONG* size);
  const HMODULE ntdll = ::GetModuleHandleW(L"ntdll.dll");
  if (ntdll == nullptr) return std::nullopt;
  const auto create =
      reinterpret_cast<Create>(reinterpret_cast<void (*)()>(::GetProcAddress(ntdll, "RtlCreateServiceSid")));
  if (create == nullptr) return std::nullopt;
  std::wstring wide = to_wide(service);
  const auto bytes = static_cast<USHORT>(wide.size() * sizeof(wchar_t));
  Text name{bytes, bytes, wide.data()};
  SidBytes sid{};
  ULONG size = sid.size();
  if (create(&name, sid.data(), &size) != 0) return std::nullopt;
  return sid;
}

EXPLICIT_ACCESSW grant(SidBytes& sid, DWORD rights) {
  EXPLICIT_ACCESSW entry{};
  entry.grfAccessPermissions = rights;
  entry.grfAccessMode = GRANT_ACCESS;
  entry.grfInheritance = SUB_CONTAINERS_AND_OBJECTS_INHERIT;
  entry.Trustee.TrusteeForm = TRUSTEE_IS_SID;
  entry.Trustee.ptstrName = reinterpret_cast<wchar_t*>(sid.data());
  return entry;
}

DWORD set_access(const std::filesystem::path& folder, std::vector<EXPLICIT_ACCESSW>& entries) {
  PACL list = nullptr;
  DWORD error = ::SetEntriesInAclW(static_cast<ULONG>(entries.size()), entries.data(), nullptr, &list);
  if (error != ERROR_SUCCESS) return error;
  std::wstring name = folder.native();
  error = ::SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT,
                                  DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, nullptr, nullptr,
                                  list, nullptr);
  ::LocalFree(list);
  return error;
}

}  // namespace

Result<std::string> protect_folder(const std::filesystem::path& folder, const std::string& service,
                                   ServiceAccount account) {
  if (auto made = make_folders(folder); !made) return fail(std::move(made).error());
  auto system = well_known(WinLocalSystemSid);
  auto administrators = well_known(WinBuiltinAdministratorsSid);
  if (!system || !administrators) return system_error("cannot name the administrators", last_error());
  std::vector<EXPLICIT_ACCESSW> entries{grant(*system, FILE_ALL_ACCESS), grant(*administrators, FILE_ALL_ACCESS)};
  std::string warning;
  auto ours = service_sid(service);
  if (!ours && account != ServiceAccount::local_system) {
    ours = well_known(WinLocalServiceSid);
    warning = cat("the service has no SID of its own here: ", from_wide(folder.native()),
                  " is open to everything that runs as LocalService");
  }
  constexpr DWORD change = FILE_GENERIC_READ | FILE_GENERIC_WRITE | FILE_GENERIC_EXECUTE | DELETE | FILE_DELETE_CHILD;
  if (ours && account != ServiceAccount::local_system) entries.push_back(grant(*ours, change));
  const DWORD error = set_access(folder, entries);
  if (error != ERROR_SUCCESS) {
    return fail(Reason::io, file_message("set the access list of", folder, windows_error(error)));
  }
  return warning;
}

}  // namespace ddns::platform
