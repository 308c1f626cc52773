#include "file_watch.h"

#include <set>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"
#include "io_error.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

constexpr DWORD filter = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME | FILE_NOTIFY_CHANGE_SIZE |
                         FILE_NOTIFY_CHANGE_LAST_WRITE;

/// The file's folder, or the nearest one above that exists.
fs::path nearest_folder(const fs::path& file) {
  fs::path folder = file.parent_path();
  std::error_code error;
  while (!fs::is_directory(folder, error) && folder != folder.parent_path()) folder = folder.parent_path();
  return folder;
}

}  // namespace

Status FileWatch::open_folders() {
  std::set<fs::path> wanted;
  for (const Watched& file : files_) wanted.insert(nearest_folder(file.absolute));
  bool same = wanted.size() == folders_.size();
  for (const Folder& folder : folders_) same = same && wanted.contains(folder.path);
  if (same) return {};
  close_folders();
  complete_ = true;
  if (wanted.size() > most_folders)
    return fail(Reason::io, cat("files in more than ", most_folders, " folders cannot be watched"));
  Status status;
  for (const fs::path& folder : wanted) {
    const HANDLE notification = ::FindFirstChangeNotificationW(folder.c_str(), FALSE, filter);
    if (notification != INVALID_HANDLE_VALUE) {
      folders_.push_back({.path = folder, .notification = notification});
    } else if (status) {
      status = fail(Reason::io, file_message("watch the folder", folder, last_error()));
    }
  }
  complete_ = status.has_value();
  return status;
}

void FileWatch::close_folders() noexcept {
  for (const Folder& folder : folders_) ::FindCloseChangeNotification(folder.notification);
  folders_.clear();
}

void FileWatch::give_up_folders() noexcept {
  close_folders();
  complete_ = files_.empty();
}

Status FileWatch::watch(const std::vector<fs::path>& files) {
  files_.clear();
  for (const fs::path& file : files) files_.push_back({.given = file, .absolute = absolute_path(file), .stamp = {}});
  Status status = open_folders();
  for (Watched& file : files_) file.stamp = stamp_of(file.absolute);
  return status;
}

std::vector<HANDLE> FileWatch::handles() const {
  std::vector<HANDLE> all;
  all.reserve(folders_.size());
  for (const Folder& folder : folders_) all.push_back(folder.notification);
  return all;
}

std::vector<fs::path> FileWatch::drain() {
  bool broken = false;
  for (const Folder& folder : folders_) {
    if (::WaitForSingleObject(folder.notification, 0) != WAIT_OBJECT_0) continue;
    // One that cannot be asked again stays signalled for good.
    broken = broken || ::FindNextChangeNotification(folder.notification) == 0;
  }
  if (broken) {
    give_up_folders();  // opened anew at the next call, which is not at once
  } else {
    (void)open_folders();  // a folder may have come or gone
  }
  std::vector<fs::path> changed;
  for (Watched& file : files_) {
    const FileStamp stamp = stamp_of(file.absolute);
    if (stamp != file.stamp) changed.push_back(file.given);
    file.stamp = stamp;
  }
  return changed;
}

}  // namespace ddns::platform
