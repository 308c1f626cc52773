// The part of file.h that std::filesystem does the same way everywhere.
#include <algorithm>
#include <system_error>

#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "io_error.h"

namespace ddns::platform {
namespace fs = std::filesystem;

bool file_exists(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

Result<std::uint64_t> size_of_file(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return file_error("look at", path, error);
  return size;
}

Status rename_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) return file_error("rename", from, error);
  return {};
}

Status remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error && error != std::errc::not_a_directory) return file_error("remove", path, error);
  return {};
}

Result<std::vector<FileEntry>> list_files(const fs::path& folder) {
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  if (error) return file_error("list", folder, error);
  std::vector<FileEntry> files;
  for (const fs::directory_iterator end; entry != end; entry.increment(error)) {
    // A file may vanish between the listing and the look at it: it is then simply not there.
    std::error_code gone;
    if (!entry->is_regular_file(gone) || gone) continue;
    const auto size = entry->file_size(gone);
    if (gone) continue;
    const auto modified = entry->last_write_time(gone);
    if (gone) continue;
    files.push_back(
        {.name = to_utf8(entry->path().filename()),
         .size = size,
         .modified = std::chrono::time_point_cast<WallTime::duration>(std::chrono::file_clock::to_sys(modified))});
  }
  if (error) return file_error("list", folder, error);
  std::sort(files.begin(), files.end(), [](const FileEntry& a, const FileEntry& b) { return a.name < b.name; });
  return files;
}

}  // namespace ddns::platform
