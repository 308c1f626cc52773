#include <fcntl.h>
#include <sys/stat.h>

#include <cstdlib>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "fd.h"
#include "io_error.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

/// Follows a symbolic link at the end of the path, also one whose target does not exist yet.
fs::path link_target(fs::path path) {
  constexpr int most_links = 40;  // as the kernel
  std::error_code error;
  for (int i = 0; i < most_links && fs::is_symlink(path, error); ++i) {
    path = path.parent_path() / fs::read_symlink(path, error);
  }
  return path;
}

/// A temporary file that goes away again unless it was renamed to its final name.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& beside)
      : name_((beside.parent_path() / ("." + beside.filename().native() + ".XXXXXX")).native()),
        fd_(::mkostemp(name_.data(), O_CLOEXEC)) {}
  ~TemporaryFile() {
    if (fd_.valid() && !renamed_) ::unlink(name_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] bool valid() const noexcept { return fd_.valid(); }
  [[nodiscard]] bool rename_to(const fs::path& target) noexcept {
    renamed_ = ::rename(name_.c_str(), target.c_str()) == 0;
    return renamed_;
  }

 private:
  std::string name_;
  UniqueFd fd_;
  bool renamed_ = false;
};

bool write_all(int fd, std::string_view content) noexcept {
  while (!content.empty()) {
    const ssize_t written = retry_interrupted([&] { return ::write(fd, content.data(), content.size()); });
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool take_over_rights(int fd, const struct stat& old) noexcept {
  // Only root may give a file away; without that right the new file is ours, and the group is kept if we are in it.
  if (::fchown(fd, old.st_uid, old.st_gid) != 0 && ::fchown(fd, static_cast<uid_t>(-1), old.st_gid) != 0) errno = 0;
  return ::fchmod(fd, old.st_mode & 07777U) == 0;
}

/// So that the rename itself survives a power cut. Some file systems cannot do it; the content is safe all the same.
void flush_folder(const fs::path& folder) noexcept {
  const UniqueFd directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.valid()) ::fsync(directory.get());
}

}  // namespace

Status write_file_atomically(const fs::path& path, std::string_view content, FileMode mode) {
  const auto failed = [&](std::error_code why) { return fail(Reason::io, file_message("write", path, why)); };
  const fs::path target = link_target(path);
  struct stat old {};
  const bool is_there = ::lstat(target.c_str(), &old) == 0;
  if (is_there && !S_ISREG(old.st_mode)) {
    return fail(Reason::io, cat("cannot write ", to_utf8(path), ": it is not a regular file"));
  }
  TemporaryFile temporary(target);
  if (!temporary.valid()) return failed(last_error());
  if (!(is_there ? take_over_rights(temporary.fd(), old) : ::fchmod(temporary.fd(), static_cast<mode_t>(mode)) == 0)) {
    return failed(last_error());
  }
  if (!write_all(temporary.fd(), content)) return failed(last_error());
  if (::fsync(temporary.fd()) != 0) return failed(last_error());
  if (!temporary.rename_to(target)) return failed(last_error());
  flush_folder(target.parent_path());
  return {};
}

}  // namespace ddns::platform
