#pragma once

#include <filesystem>
#include <vector>

#include "ddns/core/result.h"
#include "file_stamp.h"
#include "handle.h"

namespace ddns::platform {

/// Watches files by change notifications of their folders, and their stamps.
class FileWatch {
 public:
  FileWatch() = default;
  ~FileWatch() { close_folders(); }
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  /// Replaces the watched files. At most `most_folders` different folders.
  [[nodiscard]] Status watch(const std::vector<std::filesystem::path>& files);
  /// One waitable handle per folder; changes with watch() and drain().
  [[nodiscard]] std::vector<HANDLE> handles() const;
  /// To be called when one of handles() is signalled. The files whose content may be new.
  [[nodiscard]] std::vector<std::filesystem::path> drain();

  /// False while a folder cannot be watched (any more): drain() is to be called every now and then, which tries again.
  [[nodiscard]] bool complete() const noexcept { return complete_; }
  /// After a wait on handles() failed: gives them back, so that none is waited for before the next drain().
  void give_up_folders() noexcept;

  static constexpr std::size_t most_folders = 48;  ///< one thread waits for at most 64 handles

 private:
  struct Watched {
    std::filesystem::path given;
    std::filesystem::path absolute;  ///< as the working folder was when the watch began
    FileStamp stamp;
  };
  struct Folder {
    std::filesystem::path path;
    HANDLE notification = nullptr;
  };
  [[nodiscard]] Status open_folders();
  void close_folders() noexcept;

  std::vector<Watched> files_;
  std::vector<Folder> folders_;
  bool complete_ = true;
};

}  // namespace ddns::platform
