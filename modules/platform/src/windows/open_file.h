#pragma once

#include <filesystem>

#include "handle.h"

namespace ddns::platform {

/// CreateFileW with every kind of sharing, so that nobody who renames, deletes or writes the file is disturbed, and
/// without inheritance by children (no security attributes). Not valid on failure, see GetLastError().
[[nodiscard]] inline UniqueHandle open_shared(const std::filesystem::path& path, DWORD access,
                                              DWORD disposition) noexcept {
  return UniqueHandle(::CreateFileW(path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                    nullptr, disposition, FILE_ATTRIBUTE_NORMAL, nullptr));
}

}  // namespace ddns::platform
