#include "hosts/file.h"

#include <cstddef>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"

namespace ddns::providers::hosts {
namespace {

/// Far beyond every real hosts file: a larger one is a wrong path.
constexpr std::size_t kMostBytes = std::size_t{4} * 1024 * 1024;

}  // namespace

Result<std::string> read_file(const std::string& path) {
  auto content = platform::read_file(platform::from_utf8(path), kMostBytes);
  if (!content && content.error().reason == Reason::unavailable) return std::string();
  return content;
}

Status replace_file(const std::string& path, std::string_view before, std::string_view after, platform::FileMode mode) {
  const auto now = read_file(path);
  if (!now) return fail(now.error());
  if (*now != before) {
    return fail(Reason::conflict, cat(path, " was changed by somebody else at the same moment; nothing was written"));
  }
  const auto place = platform::from_utf8(path);
  if (now->empty() && place.has_parent_path()) {
    if (auto made = platform::make_folders(place.parent_path()); !made) return made;
  }
  return platform::write_file_atomically(place, after, mode);
}

}  // namespace ddns::providers::hosts
