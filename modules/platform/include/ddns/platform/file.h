#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"

namespace ddns::platform {

/// POSIX permission bits of a new file; Windows inherits the folder's access list instead.
enum class FileMode : unsigned { only_owner = 0600, owner_and_group = 0640, everybody_reads = 0644 };

/// The whole file. Also works for pipes, whose writer it waits for, and /proc files. Errors: Reason::io, or
/// Reason::unavailable if there is no such file, or Reason::rejected if it holds more than `max_bytes`. The message
/// names the file.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

/// The same for files that lie on a disk, and never waits: what is no regular file (a pipe, a device) is
/// Reason::rejected. /proc files are regular.
[[nodiscard]] Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t max_bytes);

/// Replaces the file's content so that a reader, or a power cut, sees the old or the new content and nothing between:
/// temporary file in the same folder, flush to disk, rename, flush of the folder. An existing file keeps its mode and,
/// where we may, its owner and group; a symbolic link stays a link and its target is replaced. `mode` is for a file
/// that did not exist. On an error the old file is untouched and no temporary file stays. Errors: Reason::io.
[[nodiscard]] Status write_file_atomically(const std::filesystem::path& path, std::string_view content,
                                           FileMode mode = FileMode::only_owner);

/// True if a user who is neither owner nor in the group can read it (on Windows: Everyone, Users or Authenticated
/// Users). False if the file cannot be looked at. For warnings about secrets; no security decision hangs on it.
[[nodiscard]] bool readable_by_others(const std::filesystem::path& path);

/// Follows symbolic links; false also if it cannot be told.
[[nodiscard]] bool file_exists(const std::filesystem::path& path);

/// Size in bytes. Errors: Reason::unavailable (no such file), Reason::io.
[[nodiscard]] Result<std::uint64_t> size_of_file(const std::filesystem::path& path);

/// Replaces `to` if it exists; both on the same file system. Errors: Reason::unavailable (no `from`), Reason::io.
[[nodiscard]] Status rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// A file that is not there is no error. Errors: Reason::io.
[[nodiscard]] Status remove_file(const std::filesystem::path& path);

/// Creates a folder and its parents, new ones open to the owner only (0700). Errors: Reason::io.
[[nodiscard]] Status make_folders(const std::filesystem::path& path);

struct FileEntry {
  std::string name;  ///< UTF-8, no folder part
  std::uint64_t size = 0;
  WallTime modified;
};

/// The regular files (links to them too) directly in a folder, by name. Errors: Reason::unavailable, Reason::io.
[[nodiscard]] Result<std::vector<FileEntry>> list_files(const std::filesystem::path& folder);

}  // namespace ddns::platform
