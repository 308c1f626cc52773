#include "ddns/platform/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"
#include "fd.h"
#include "io_error.h"

namespace ddns::platform {
namespace fs = std::filesystem;

namespace {

UniqueFd open_to_read(const fs::path& path, int flags) {
  return UniqueFd(retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | flags); }));
}

/// `file` is open, `status` what fstat said.
Result<std::string> read_all(const UniqueFd& file, const struct stat& status, const fs::path& path,
                             std::size_t max_bytes) {
  std::string content;
  // The size is only a hint: /proc files say 0, and the file may grow meanwhile.
  if (status.st_size > 0) content.reserve(std::min(static_cast<std::size_t>(status.st_size), max_bytes) + 1);
  for (char buffer[16 * 1024];;) {
    const ssize_t got = retry_interrupted([&] { return ::read(file.get(), buffer, sizeof buffer); });
    if (got < 0) return file_error("read", path, last_error());
    if (got == 0) return content;
    if (static_cast<std::size_t>(got) > max_bytes - content.size()) {
      return fail(Reason::rejected, cat(to_utf8(path), " is larger than the ", max_bytes, " bytes expected at most"));
    }
    content.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t max_bytes) {
  const UniqueFd file = open_to_read(path, 0);
  struct stat status {};
  if (!file.valid()) return file_error("open", path, last_error());
  if (::fstat(file.get(), &status) != 0) return file_error("look at", path, last_error());
  return read_all(file, status, path, max_bytes);
}

Result<std::string> read_regular_file(const fs::path& path, std::size_t max_bytes) {
  // Without O_NONBLOCK the opening of a pipe would wait for somebody to write into it.
  const UniqueFd file = open_to_read(path, O_NONBLOCK);
  struct stat status {};
  if (!file.valid()) return file_error("open", path, last_error());
  if (::fstat(file.get(), &status) != 0) return file_error("look at", path, last_error());
  if (S_ISDIR(status.st_mode)) return file_error("read", path, std::make_error_code(std::errc::is_a_directory));
  if (!S_ISREG(status.st_mode)) {
    return fail(Reason::rejected, cat(to_utf8(path), " is no regular file but a pipe, a socket or a device"));
  }
  return read_all(file, status, path, max_bytes);
}

bool readable_by_others(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
}

Status make_folders(const fs::path& path) {
  fs::path made;
  for (const fs::path& part : path) {
    made /= part;
    if (part.empty() || ::mkdir(made.c_str(), 0700) == 0) continue;
    const auto error = last_error();
    // Read-only and forbidden parents are fine as long as they are there (EEXIST is not promised to win over EROFS).
    struct stat status {};
    if (::stat(made.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) continue;
    return fail(Reason::io, cat("cannot create the folder ", to_utf8(made), ": ", error_text(error)));
  }
  return {};
}

}  // namespace ddns::platform
