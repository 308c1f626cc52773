#include "file_watch.h"

#include <sys/inotify.h>

#include <algorithm>
#include <cstring>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"
#include "io_error.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t written_mask = IN_CLOSE_WRITE | IN_MOVED_TO;
constexpr std::uint32_t mask =
    written_mask | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR;

/// Walks from the root to the file and collects each entry that is a symbolic link, and the last one: the file, or the
/// first thing that is missing on the way.
std::set<fs::path> deciding_entries(const fs::path& file) {
  constexpr int most_links = 40;  // as the kernel
  std::set<fs::path> entries;
  fs::path rest = file.relative_path();
  fs::path at = "/";
  for (int links = 0; !rest.empty();) {
    const fs::path name = *rest.begin();
    rest = rest.lexically_relative(name);
    if (rest == ".") rest.clear();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      at = at.parent_path();
      continue;
    }
    const fs::path next = at / name;
    std::error_code error;
    const auto status = fs::symlink_status(next, error);
    if (!fs::exists(status)) {
      entries.insert(next);
      break;
    }
    if (fs::is_symlink(status) && ++links <= most_links) {
      entries.insert(next);
      const fs::path target = fs::read_symlink(next, error);
      if (target.is_absolute()) at = "/";
      rest = target.relative_path() / rest;
      continue;
    }
    at = next;
    if (rest.empty()) entries.insert(at);
  }
  return entries;
}

}  // namespace

Result<FileWatch> FileWatch::open() {
  UniqueFd inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!inotify.valid()) return system_error("cannot watch files (see fs.inotify.max_user_instances)", last_error());
  return FileWatch(std::move(inotify));
}

Status FileWatch::watch(const std::vector<fs::path>& files) {
  files_.clear();
  for (const fs::path& file : files) files_.push_back({.given = file, .absolute = absolute_path(file)});
  Status status = watch_folders();
  // After the folders are watched, so that a change in between is seen either way.
  for (Watched& file : files_) file.stamp = stamp_of(file.absolute);
  return status;
}

/// Brings the watches in line with where the files lie now. Adding a watch that exists gives the same number.
Status FileWatch::watch_folders() {
  std::set<fs::path> wanted;
  for (Watched& file : files_) {
    file.entries = deciding_entries(file.absolute);
    for (const fs::path& entry : file.entries) wanted.insert(entry.parent_path());
  }
  std::map<int, fs::path> now;
  Status status;
  for (const fs::path& folder : wanted) {
    const int number = ::inotify_add_watch(inotify_.get(), folder.c_str(), mask);
    if (number >= 0) {
      now[number] = folder;
    } else if (status) {
      const auto why = last_error();
      status = fail(Reason::io, cat("cannot watch the folder ", to_utf8(folder),
                                    " (see fs.inotify.max_user_watches): ", error_text(why)));
    }
  }
  for (const auto& [number, folder] : folders_) {
    if (!now.contains(number)) ::inotify_rm_watch(inotify_.get(), number);
  }
  folders_ = std::move(now);
  return status;
}

FileWatch::Events FileWatch::read_events() {
  Events events;
  alignas(inotify_event) char buffer[16 * 1024];
  for (;;) {
    const ssize_t got = retry_interrupted([&] { return ::read(inotify_.get(), buffer, sizeof buffer); });
    if (got <= 0) return events;
    for (ssize_t at = 0; at + static_cast<ssize_t>(sizeof(inotify_event)) <= got;) {
      inotify_event event;
      std::memcpy(&event, buffer + at, sizeof event);
      events.anything = true;
      const auto folder = folders_.find(event.wd);
      if (folder != folders_.end() && event.len > 0 && (event.mask & written_mask) != 0) {
        events.written.insert(folder->second / (buffer + at + sizeof event));
      }
      at += static_cast<ssize_t>(sizeof event) + static_cast<ssize_t>(event.len);
    }
  }
}

std::vector<fs::path> FileWatch::drain() {
  const Events events = read_events();
  std::vector<fs::path> changed;
  if (!events.anything) return changed;
  std::vector<std::set<fs::path>> before;
  before.reserve(files_.size());
  for (const Watched& file : files_) before.push_back(file.entries);
  // A folder that cannot be watched any more was reported when the watch began; the others still work.
  (void)watch_folders();
  for (std::size_t i = 0; i < files_.size(); ++i) {
    Watched& file = files_[i];
    const FileStamp stamp = stamp_of(file.absolute);
    // A rewrite within one clock tick and of equal length leaves the stamp as it was, so a write to the very file
    // counts by itself. For links on the way the stamp decides.
    const bool written = std::any_of(before[i].begin(), before[i].end(),
                                     [&](const fs::path& entry) { return events.written.contains(entry); });
    if (written || stamp != file.stamp) changed.push_back(file.given);
    file.stamp = stamp;
  }
  return changed;
}

}  // namespace ddns::platform
