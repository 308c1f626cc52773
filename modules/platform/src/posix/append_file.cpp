#include "ddns/platform/append_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "ddns/core/text.h"
#include "fd.h"
#include "io_error.h"

namespace ddns::platform {
namespace {

int descriptor(std::intptr_t handle) noexcept { return static_cast<int>(handle); }

}  // namespace

AppendFile::~AppendFile() { close(); }

AppendFile::AppendFile(AppendFile&& other) noexcept : handle_(std::exchange(other.handle_, closed)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
  if (this != &other) {
    close();
    handle_ = std::exchange(other.handle_, closed);
  }
  return *this;
}

Result<AppendFile> AppendFile::open(const std::filesystem::path& path, FileMode mode) {
  const int fd = retry_interrupted([&] {
    return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, static_cast<mode_t>(mode));
  });
  if (fd < 0) return fail(Reason::io, file_message("open", path, last_error()));
  return AppendFile(fd);
}

Status AppendFile::write(std::string_view bytes) {
  const std::size_t whole = bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = retry_interrupted([&] { return ::write(descriptor(handle_), bytes.data(), bytes.size()); });
    if (written < 0) {
      const auto why = last_error();
      const std::size_t done = whole - bytes.size();
      return fail(Reason::io, cat("only ", done, " of ", whole, " bytes could be appended: ", error_text(why)),
                  done > 0 ? Effect::applied : Effect::none);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::uint64_t> AppendFile::size() const {
  struct stat status {};
  if (::fstat(descriptor(handle_), &status) != 0)
    return system_error("cannot tell the size of an open file", last_error());
  return static_cast<std::uint64_t>(status.st_size);
}

bool AppendFile::is_at(const std::filesystem::path& path) const {
  struct stat ours {};
  struct stat there {};
  return ::fstat(descriptor(handle_), &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_dev == there.st_dev &&
         ours.st_ino == there.st_ino;
}

void AppendFile::close() noexcept {
  if (handle_ != closed) ::close(descriptor(handle_));
  handle_ = closed;
}

}  // namespace ddns::platform
