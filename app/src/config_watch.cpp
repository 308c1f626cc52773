#include "config_watch.h"

#include <algorithm>

#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"

namespace ddns::app {
namespace {

constexpr std::size_t max_size = 1U << 20U;

bool same_files(const FileStamps& a, const FileStamps& b) {
  return std::ranges::equal(a, b, {}, &FileStamps::value_type::first, &FileStamps::value_type::first);
}

}  // namespace

Status ConfigWatch::follow(const FileStamps& files) {
  const bool same = same_files(files_, files);
  files_ = files;
  if (same) return {};
  std::vector<std::filesystem::path> paths;
  for (const auto& [path, stamp] : files_) paths.push_back(platform::from_utf8(path));
  return waits_.watch_files(paths);
}

Status ConfigWatch::follow_also(const FileStamps& files) {
  FileStamps all = files;
  all.insert(files_.begin(), files_.end());
  return follow(all);
}

bool ConfigWatch::changed() const {
  return std::ranges::any_of(files_, [](const auto& file) {
    const auto content = platform::read_file(platform::from_utf8(file.first), max_size);
    return content && !content->empty() && stamp_of(*content) != file.second;
  });
}

}  // namespace ddns::app
