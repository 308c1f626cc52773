#include "ddns/platform/protected_folder.h"

#include <aclapi.h>

#include <array>
#include <vector>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "folder_owner.h"
#include "io_error.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

EXPLICIT_ACCESSW grant(SidBytes& sid, DWORD rights) {
  EXPLICIT_ACCESSW entry{};
  entry.grfAccessPermissions = rights;
  entry.grfAccessMode = GRANT_ACCESS;
  entry.grfInheritance = SUB_CONTAINERS_AND_OBJECTS_INHERIT;
  entry.Trustee.TrusteeForm = TRUSTEE_IS_SID;
  entry.Trustee.ptstrName = reinterpret_cast<wchar_t*>(sid.data());
  return entry;
}

Status cannot_set(const fs::path& path, DWORD error) {
  if (error == ERROR_SUCCESS) return {};
  return fail(Reason::io, file_message("set the access list of", path, windows_error(error)));
}

/// The owner and a list that inherits nothing; what is in the folder inherits from it.
Status set_access(const fs::path& folder, SidBytes& owner, std::vector<EXPLICIT_ACCESSW>& entries) {
  PACL list = nullptr;
  DWORD error = ::SetEntriesInAclW(static_cast<ULONG>(entries.size()), entries.data(), nullptr, &list);
  if (error != ERROR_SUCCESS) return cannot_set(folder, error);
  std::wstring name = folder.native();
  constexpr DWORD what = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
  error = ::SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, what, owner.data(), nullptr, list, nullptr);
  ::LocalFree(list);
  return cannot_set(folder, error);
}

/// Takes every entry off that the folder did not give.
Status inherit_only(const fs::path& path) {
  std::array<std::uint64_t, 4> memory{};
  auto* const nothing = reinterpret_cast<ACL*>(memory.data());
  if (::InitializeAcl(nothing, sizeof memory, ACL_REVISION) == 0) return cannot_set(path, ::GetLastError());
  std::wstring name = path.native();
  return cannot_set(path, ::SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT,
                                                  DACL_SECURITY_INFORMATION | UNPROTECTED_DACL_SECURITY_INFORMATION,
                                                  nullptr, nullptr, nothing, nullptr));
}

Status check_folder(const fs::path& folder, const TrustedOwners& owners) {
  if (is_link(folder)) {
    return fail(Reason::rejected, cat(to_utf8(folder), " is a link to another place; remove it, then try again"));
  }
  return owners.check(folder);
}

/// Once nobody else can put anything in.
Status clean(const fs::path& folder, const TrustedOwners& owners) {
  const auto inside = everything_in(folder);
  if (!inside) return fail(inside.error());
  for (const Inside& one : *inside) {
    if (auto checked = owners.check(one.path); !checked) return checked;
    if (one.link) continue;  // an administrator's: its target has an access list of its own
    if (auto set = inherit_only(one.path); !set) return set;
  }
  return {};
}

}  // namespace

Result<std::string> protect_folder(const fs::path& folder, const std::string& service, ServiceAccount account) {
  if (auto made = make_folders(folder); !made) return fail(std::move(made).error());
  const TrustedOwners owners(service);
  if (auto checked = check_folder(folder, owners); !checked) return fail(std::move(checked).error());
  auto system = well_known_sid(WinLocalSystemSid);
  auto administrators = well_known_sid(WinBuiltinAdministratorsSid);
  if (!system || !administrators) return system_error("cannot name the administrators", last_error());
  std::vector<EXPLICIT_ACCESSW> entries{grant(*system, FILE_ALL_ACCESS), grant(*administrators, FILE_ALL_ACCESS)};
  std::string warning;
  auto ours = service_sid(service);
  if (!ours && account != ServiceAccount::local_system) {
    ours = well_known_sid(WinLocalServiceSid);
    warning = cat("the service has no SID of its own here: ", to_utf8(folder),
                  " is open to everything that runs as LocalService");
  }
  constexpr DWORD change = FILE_GENERIC_READ | FILE_GENERIC_WRITE | FILE_GENERIC_EXECUTE | DELETE | FILE_DELETE_CHILD;
  if (ours && account != ServiceAccount::local_system) entries.push_back(grant(*ours, change));
  if (auto set = set_access(folder, *administrators, entries); !set) return fail(std::move(set).error());
  if (auto cleaned = clean(folder, owners); !cleaned) return fail(std::move(cleaned).error());
  return warning;
}

Status check_protected_folder(const fs::path& folder, const std::string& service) {
  if (auto made = make_folders(folder); !made) return made;
  return check_folder(folder, TrustedOwners(service));
}

}  // namespace ddns::platform
