#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ddns::test {

/// An absolute path without its drive and with slashes, so that a test may name one path on every system; on a POSIX
/// system, and of a relative path, the path itself.
[[nodiscard]] inline std::string posix_path(std::string_view path) {
  const std::filesystem::path native(path);
  return (native.is_absolute() ? "/" : "") + native.relative_path().generic_string();
}

}  // namespace ddns::test
