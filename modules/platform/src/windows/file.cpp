#include "ddns/platform/file.h"

#include <aclapi.h>

#include <algorithm>
#include <array>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"
#include "io_error.h"
#include "open_file.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

/// Whether the access list lets this well-known group read. A deny entry is not looked for: it only makes a warning
/// late.
bool group_may_read(PACL list, WELL_KNOWN_SID_TYPE group) noexcept {
  std::array<std::uint8_t, SECURITY_MAX_SID_SIZE> sid{};
  DWORD size = sid.size();
  if (::CreateWellKnownSid(group, nullptr, sid.data(), &size) == 0) return false;
  for (DWORD i = 0; i < list->AceCount; ++i) {
    void* entry = nullptr;
    if (::GetAce(list, i, &entry) == 0) continue;
    const auto* allowed = static_cast<ACCESS_ALLOWED_ACE*>(entry);
    if (allowed->Header.AceType != ACCESS_ALLOWED_ACE_TYPE) continue;
    constexpr DWORD reading = FILE_READ_DATA | GENERIC_READ | GENERIC_ALL;
    auto* holder = const_cast<DWORD*>(&allowed->SidStart);
    if ((allowed->Mask & reading) != 0 && ::EqualSid(holder, sid.data()) != 0) return true;
  }
  return false;
}

Result<std::string> read_all(const UniqueHandle& file, const fs::path& path, std::size_t max_bytes) {
  std::string content;
  for (std::array<char, 16 * 1024> buffer{};;) {
    DWORD got = 0;
    if (::ReadFile(file.get(), buffer.data(), buffer.size(), &got, nullptr) == 0) {
      if (::GetLastError() == ERROR_BROKEN_PIPE) return content;
      return file_error("read", path, last_error());
    }
    if (got == 0) return content;
    if (got > max_bytes - content.size()) {
      return fail(Reason::rejected, cat(to_utf8(path), " is larger than the ", max_bytes, " bytes expected at most"));
    }
    content.append(buffer.data(), got);
  }
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t max_bytes) {
  const UniqueHandle file = open_shared(path, GENERIC_READ, OPEN_EXISTING);
  if (!file.valid()) return file_error("open", path, last_error());
  return read_all(file, path, max_bytes);
}

Result<std::string> read_regular_file(const fs::path& path, std::size_t max_bytes) {
  const UniqueHandle file = open_shared(path, GENERIC_READ, OPEN_EXISTING);
  if (!file.valid()) return file_error("open", path, last_error());
  if (::GetFileType(file.get()) != FILE_TYPE_DISK) {
    return fail(Reason::rejected, cat(to_utf8(path), " is no regular file but a pipe or a device"));
  }
  return read_all(file, path, max_bytes);
}

bool readable_by_others(const fs::path& path) {
  PACL list = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  std::wstring name = path.native();
  if (::GetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, &list, nullptr,
                              &descriptor) != ERROR_SUCCESS) {
    return false;
  }
  // No list at all means that everybody may do everything.
  const bool readable = list == nullptr || group_may_read(list, WinWorldSid) ||
                        group_may_read(list, WinBuiltinUsersSid) || group_may_read(list, WinAuthenticatedUserSid);
  ::LocalFree(descriptor);
  return readable;
}

Status make_folders(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail(Reason::io, file_message("create the folder", path, error));
  return {};
}

}  // namespace ddns::platform
