#include "ddns/platform/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"
#include "fd.h"
#include "io_error.h"

namespace ddns::platform {
namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path, std::size_t max_bytes) {
  const UniqueFd file(retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY); }));
  if (!file.valid()) return file_error("open", path, last_error());
  std::string content;
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && status.st_size > 0) {
    content.reserve(std::min(static_cast<std::size_t>(status.st_size), max_bytes) + 1);
  }
  // The size from fstat is only a hint: /proc files say 0, and the file may grow meanwhile.
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
