#pragma once

#include <cstdint>
#include <filesystem>

namespace ddns::platform {

/// Tells one content of a file from another without reading it. All zero: there is no such file.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t number = 0;  ///< inode; file index on Windows
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< in the file system's own finest unit

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// Follows symbolic links.
[[nodiscard]] FileStamp stamp_of(const std::filesystem::path& path) noexcept;

}  // namespace ddns::platform
