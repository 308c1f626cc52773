#include "folder_owner.h"

#include <aclapi.h>

#include <algorithm>
#include <string_view>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"
#include "io_error.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

/// Of a link itself, not of what it leads to.
Result<SidBytes> owner_of(const fs::path& path) {
  const UniqueHandle file(::CreateFileW(path.c_str(), READ_CONTROL,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (!file.valid()) return fail(Reason::io, file_message("look at the owner of", path, last_error()));
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD error = ::GetSecurityInfo(file.get(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr,
                                        nullptr, nullptr, &descriptor);
  if (error != ERROR_SUCCESS) {
    return fail(Reason::io, file_message("look at the owner of", path, windows_error(error)));
  }
  SidBytes sid{};
  const bool copied = owner != nullptr && ::CopySid(sid.size(), sid.data(), owner) != 0;
  ::LocalFree(descriptor);
  if (!copied) return fail(Reason::rejected, cat(to_utf8(path), " has no owner"));
  return sid;
}

/// TrustedInstaller, S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464.
std::optional<SidBytes> windows_installer() { return service_sid("TrustedInstaller"); }

bool is_link(DWORD attributes) noexcept {
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

}  // namespace

TrustedOwners::TrustedOwners(const std::string& service) {
  for (const auto& sid :
       {well_known_sid(WinBuiltinAdministratorsSid), well_known_sid(WinLocalSystemSid), windows_installer(),
        service_sid(service), well_known_sid(WinLocalServiceSid), current_user_sid()}) {
    if (sid) owners_.push_back(*sid);
  }
}

bool TrustedOwners::contain(const SidBytes& owner) const {
  return std::any_of(owners_.begin(), owners_.end(), [&](const SidBytes& one) { return same_sid(one, owner); });
}

Status TrustedOwners::check(const fs::path& path) const {
  const auto owner = owner_of(path);
  if (!owner) return fail(owner.error());
  if (contain(*owner)) return {};
  return fail(Reason::rejected, cat(to_utf8(path), " belongs to ", name_of_sid(*owner),
                                    ", who could read the secrets in it and change what the service does: look at what "
                                    "it holds, delete it or move it away, then try again"));
}

bool is_link(const fs::path& path) { return is_link(::GetFileAttributesW(path.c_str())); }

Result<std::vector<Inside>> everything_in(const fs::path& folder) {
  std::vector<Inside> found;
  std::vector<fs::path> open{folder};
  while (!open.empty()) {
    const fs::path here = std::move(open.back());
    open.pop_back();
    WIN32_FIND_DATAW entry{};
    const HANDLE search = ::FindFirstFileW((here / L"*").c_str(), &entry);
    if (search == INVALID_HANDLE_VALUE) return fail(Reason::io, file_message("list", here, last_error()));
    do {
      const std::wstring_view name(entry.cFileName);
      if (name == L"." || name == L"..") continue;
      const bool link = is_link(entry.dwFileAttributes);
      if (!link && (entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) open.push_back(here / name);
      found.push_back({.path = here / name, .link = link});
    } while (::FindNextFileW(search, &entry) != 0);
    ::FindClose(search);
  }
  return found;
}

}  // namespace ddns::platform
