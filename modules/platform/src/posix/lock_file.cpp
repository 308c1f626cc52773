#include "ddns/platform/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "fd.h"
#include "io_error.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> held_by_another(const fs::path& path) {
  const auto content = read_file(path, 64);
  const auto holder = content ? to_number<std::uint64_t>(trim(*content)) : std::nullopt;
  return fail(Reason::conflict,
              cat(to_utf8(path), " is locked by ", holder ? cat("process ", *holder) : "another process",
                  ": stop it, or give this one files of its own"));
}

/// False if somebody removed or replaced the file between our opening and our locking it.
bool still_there(int fd, const fs::path& path) noexcept {
  struct stat ours {};
  struct stat there {};
  return ::fstat(fd, &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
         ours.st_dev == there.st_dev;
}

void write_process_id(int fd) noexcept {
  const std::string text = cat(::getpid(), "\n");
  // Only a courtesy to whoever finds the lock taken: the lock holds without it.
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, text.data(), text.size(), 0) < 0) errno = 0;
}

}  // namespace

LockFile::~LockFile() { release(); }

LockFile::LockFile(LockFile&& other) noexcept : handle_(std::exchange(other.handle_, none)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept {
  if (this != &other) {
    release();
    handle_ = std::exchange(other.handle_, none);
  }
  return *this;
}

Result<LockFile> LockFile::acquire(const fs::path& path) {
  constexpr int attempts = 10;
  for (int i = 0; i < attempts; ++i) {
    UniqueFd file(
        retry_interrupted([&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600); }));
    if (!file.valid()) return fail(Reason::io, file_message("open", path, last_error()));
    if (retry_interrupted([&] { return ::flock(file.get(), LOCK_EX | LOCK_NB); }) != 0) {
      if (errno == EWOULDBLOCK) return held_by_another(path);
      return fail(Reason::io, file_message("lock", path, last_error()));
    }
    if (!still_there(file.get(), path)) continue;
    write_process_id(file.get());
    return LockFile(file.release());
  }
  return fail(Reason::io, cat("cannot lock ", to_utf8(path), ": it is being replaced all the time"));
}

void LockFile::release() noexcept {
  if (handle_ != none) ::close(static_cast<int>(handle_));
  handle_ = none;
}

}  // namespace ddns::platform
