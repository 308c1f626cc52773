#include "file_stamp.h"

#include <sys/stat.h>

namespace ddns::platform {

FileStamp stamp_of(const std::filesystem::path& path) noexcept {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  constexpr std::int64_t nanoseconds = 1'000'000'000;
  return {.device = status.st_dev,
          .number = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .modified = status.st_mtim.tv_sec * nanoseconds + status.st_mtim.tv_nsec};
}

}  // namespace ddns::platform
