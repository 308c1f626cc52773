#include "ddns/platform/paths.h"

#include <concepts>
#include <system_error>

#include "ddns/core/text.h"

namespace ddns::platform {
namespace fs = std::filesystem;

std::string to_utf8(const fs::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

fs::path from_utf8(std::string_view text) {
  if constexpr (std::same_as<fs::path::value_type, char>) {
    return fs::path(std::string(text));
  } else {
    // Ill-formed text would throw while it is converted to UTF-16.
    const std::string valid = to_valid_utf8(text);
    return fs::path(std::u8string(valid.begin(), valid.end()));
  }
}

fs::path absolute_path(const fs::path& path, const fs::path& base) {
  if (path.empty() || path.is_absolute()) return path.lexically_normal();
  std::error_code ignored;
  const fs::path working = base.is_absolute() ? fs::path() : fs::current_path(ignored);
  // operator/ lets an absolute right side win, and on Windows keeps a drive.
  return (working / base / path).lexically_normal();
}

}  // namespace ddns::platform
