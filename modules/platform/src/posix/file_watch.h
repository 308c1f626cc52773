#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ddns/core/result.h"
#include "fd.h"
#include "file_stamp.h"

namespace ddns::platform {

/// Watches files by the folders in which their names, and every symbolic link on the way to them, lie (inotify(7)).
/// Watching the file itself would lose it at the first replacement by rename.
class FileWatch {
 public:
  [[nodiscard]] static Result<FileWatch> open();

  [[nodiscard]] int fd() const noexcept { return inotify_.get(); }
  /// Replaces the watched files.
  [[nodiscard]] Status watch(const std::vector<std::filesystem::path>& files);
  /// To be called when fd() is readable; never blocks. The files whose content may be new, as given to watch().
  [[nodiscard]] std::vector<std::filesystem::path> drain();

 private:
  struct Watched {
    std::filesystem::path given;
    std::filesystem::path absolute;           ///< as the working folder was when the watch began
    std::set<std::filesystem::path> entries;  ///< every folder entry that decides what `given` is
    FileStamp stamp;
  };
  struct Events {
    std::set<std::filesystem::path> written;  ///< folder entries that were written or moved into place
    bool anything = false;
  };

  explicit FileWatch(UniqueFd inotify) : inotify_(std::move(inotify)) {}
  [[nodiscard]] Events read_events();
  [[nodiscard]] Status watch_folders();

  UniqueFd inotify_;
  std::vector<Watched> files_;
  std::map<int, std::filesystem::path> folders_;  ///< by watch descriptor
};

}  // namespace ddns::platform
