#include "closed_files.h"

#include <algorithm>
#include <limits>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "gzip.h"

namespace ddns::log {
namespace {

constexpr std::string_view kCompressed = ".gz";
constexpr std::string_view kUnfinished = ".gz.part";
/// Digits are shown as 0. Sorted by text it is sorted by time.
constexpr std::string_view kStampShape = "00000000T000000.000Z";

std::string stamp(WallTime at) {
  std::string out;
  for (const char c : format_rfc3339(at)) {
    if (c != '-' && c != ':') out += c;
  }
  return out;
}

bool is_stamp(std::string_view text) {
  const auto fits = [](char shape, char c) { return shape == '0' ? c >= '0' && c <= '9' : c == shape; };
  return text.size() == kStampShape.size() && std::equal(kStampShape.begin(), kStampShape.end(), text.begin(), fits);
}

/// The inverse of stamp().
WallTime time_of(std::string_view stamp) {
  std::string text;
  for (std::size_t i = 0; i < stamp.size(); ++i) {
    if (i == 4 || i == 6) text += '-';
    if (i == 11 || i == 13) text += ':';
    text += stamp[i];
  }
  return parse_rfc3339(text).value_or(WallTime{});
}

std::string file_name(const std::filesystem::path& path) { return platform::to_utf8(path.filename()); }

/// The files beside the log whose name is its name, a dot, a stamp and `ending`.
std::vector<platform::FileEntry> files_with(const std::filesystem::path& log_file, std::string_view ending) {
  const std::string prefix = file_name(log_file) + '.';
  auto files = platform::list_files(log_file.parent_path()).value_or(std::vector<platform::FileEntry>{});
  std::erase_if(files, [&](const platform::FileEntry& file) {
    std::string_view name = file.name;
    if (!name.starts_with(prefix) || !name.ends_with(ending)) return true;
    name.remove_prefix(prefix.size());
    name.remove_suffix(std::min(name.size(), ending.size()));
    return !is_stamp(name);
  });
  return files;
}

class Tidier {
 public:
  Tidier(const Keeping& keeping, const std::stop_token& stop) : keeping_(keeping), stop_(stop) {}

  unsigned run() {
    clear_debris();
    remove_beyond(std::numeric_limits<std::uint64_t>::max());
    if (keeping_.compress) compress();
    remove_beyond(keeping_.bytes);
    return failures_;
  }

 private:
  [[nodiscard]] std::filesystem::path beside(const std::string& name) const {
    return keeping_.log_file.parent_path() / platform::from_utf8(name);
  }
  void count(const Status& status) { failures_ += status ? 0 : 1; }

  /// What a process that was killed left: unfinished files, and an original whose compressed form is complete.
  void clear_debris() {
    for (const auto& file : files_with(keeping_.log_file, kUnfinished)) count(platform::remove_file(beside(file.name)));
    for (const auto& file : files_with(keeping_.log_file, kCompressed)) {
      count(platform::remove_file(beside(file.name.substr(0, file.name.size() - kCompressed.size()))));
    }
  }

  void compress() {
    for (const auto& file : closed_files(keeping_.log_file)) {
      if (stop_.stop_requested()) return;
      if (file.compressed) continue;
      const auto original = beside(file.name);
      const auto unfinished = beside(cat(file.name, kUnfinished));
      const auto done = gzip_file(original, unfinished, stop_);
      if (done) {
        const auto moved = platform::rename_file(unfinished, beside(cat(file.name, kCompressed)));
        count(moved ? platform::remove_file(original) : moved);
        continue;
      }
      if (done.error().reason != Reason::cancelled) ++failures_;
      (void)platform::remove_file(unfinished);
    }
  }

  void remove_beyond(std::uint64_t bytes) {
    auto files = closed_files(keeping_.log_file);
    std::reverse(files.begin(), files.end());
    std::uint64_t sum = 0;
    std::size_t kept = 0;
    while (kept < files.size() && kept < keeping_.keep && sum + files[kept].size <= bytes) sum += files[kept++].size;
    for (std::size_t i = kept; i < files.size(); ++i) count(platform::remove_file(beside(files[i].name)));
  }

  const Keeping& keeping_;
  const std::stop_token& stop_;
  unsigned failures_ = 0;
};

}  // namespace

std::vector<ClosedFile> closed_files(const std::filesystem::path& log_file) {
  std::vector<ClosedFile> out;
  for (auto& file : files_with(log_file, "")) out.push_back({std::move(file.name), file.size, false});
  for (auto& file : files_with(log_file, kCompressed)) out.push_back({std::move(file.name), file.size, true});
  std::sort(out.begin(), out.end(), [](const ClosedFile& a, const ClosedFile& b) { return a.name < b.name; });
  return out;
}

std::filesystem::path next_closed_name(const std::filesystem::path& log_file, WallTime now) {
  const auto files = closed_files(log_file);
  if (!files.empty()) {
    const auto newest =
        time_of(std::string_view(files.back().name).substr(file_name(log_file).size() + 1, kStampShape.size()));
    now = std::max(now, newest + std::chrono::milliseconds{1});
  }
  return log_file.parent_path() / platform::from_utf8(cat(file_name(log_file), '.', stamp(now)));
}

unsigned tidy(const Keeping& keeping, const std::stop_token& stop) { return Tidier(keeping, stop).run(); }

}  // namespace ddns::log
