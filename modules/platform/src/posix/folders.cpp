#include "ddns/platform/folders.h"

#include <unistd.h>

#include <system_error>

#include "ddns/platform/paths.h"

namespace ddns::platform {

Folders default_folders() { return posix_folders(environment, ::geteuid() == 0); }

std::filesystem::path program_path() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

}  // namespace ddns::platform
