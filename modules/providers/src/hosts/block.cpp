#include "hosts/block.h"

#include <algorithm>
#include <optional>

#include "ddns/core/text.h"

namespace ddns::providers::hosts {
namespace {

constexpr std::string_view kBegin = "# BEGIN ddns-sidecar ";
constexpr std::string_view kEnd = "# END ddns-sidecar ";

/// Walks a text line by line, line ends included.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  std::optional<std::string_view> next() {
    if (rest_.empty()) return std::nullopt;
    const auto end = rest_.find('\n');
    const auto line = rest_.substr(0, end == std::string_view::npos ? end : end + 1);
    rest_.remove_prefix(line.size());
    ++number_;
    return line;
  }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  std::string_view rest_;
  int number_ = 0;
};

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> out;
  line = line.substr(0, line.find('#'));
  for (;;) {
    const auto begin = line.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return out;
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(" \t\r\n"), line.size());
    out.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

/// Every name of the line as an entry of its own; nothing if any word is not what it should be.
std::vector<Entry> to_entries(std::string_view line) {
  const auto parts = words(line);
  if (parts.size() < 2) return {};
  const auto address = IpAddress::parse(parts.front());
  if (!address) return {};
  std::vector<Entry> out;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto name = DomainName::parse(parts[i]);
    if (!name) return {};
    out.push_back({*std::move(name), *address});
  }
  return out;
}

void take_line(HostsFile& file, std::string_view line) {
  auto entries = to_entries(line);
  if (entries.empty()) {
    if (const auto text = trim(line); !text.empty()) file.strange.emplace_back(text);
    return;
  }
  file.entries.insert(file.entries.end(), entries.begin(), entries.end());
}

void sort_entries(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
}

tl::unexpected<Error> damaged(int line, std::string_view what, std::string_view block) {
  return fail(Reason::malformed, cat("line ", line, ": ", what, "; mend the lines \"", begin_marker(block), "\" and \"",
                                     end_marker(block), "\" by hand, or remove both and what stands between them"));
}

enum class Part { before, inside, after };

}  // namespace

std::string begin_marker(std::string_view block) { return cat(kBegin, block); }
std::string end_marker(std::string_view block) { return cat(kEnd, block); }

AddressSet HostsFile::addresses(const RecordKey& key) const {
  AddressSet out;
  for (const auto& entry : entries) {
    if (entry.name == key.name && entry.address.family() == family_of(key.type)) out.insert(entry.address);
  }
  return out;
}

void HostsFile::set(const RecordKey& key, const AddressSet& addresses) {
  std::erase_if(entries, [&](const Entry& entry) {
    return entry.name == key.name && entry.address.family() == family_of(key.type);
  });
  for (const auto& address : addresses) entries.push_back({key.name, address});
  sort_entries(entries);
}

Result<HostsFile> parse(std::string_view content, std::string_view block) {
  const auto begin = begin_marker(block);
  const auto end = end_marker(block);
  HostsFile file;
  Part part = Part::before;
  Lines lines(content);
  while (const auto line = lines.next()) {
    if (lines.number() == 1 && line->ends_with("\r\n")) file.newline = "\r\n";
    const auto text = trim(*line);
    const bool inside = part == Part::inside;
    if (text == begin) {
      if (part != Part::before) return damaged(lines.number(), "this block begins a second time", block);
      part = Part::inside;
    } else if (text == end) {
      if (!inside) return damaged(lines.number(), "this block ends without having begun", block);
      part = Part::after;
    } else if (inside && (text.starts_with(kBegin) || text.starts_with(kEnd))) {
      return damaged(lines.number(), "another block's marker stands inside this block", block);
    } else if (inside) {
      take_line(file, *line);
    } else {
      (part == Part::before ? file.before : file.after) += *line;
    }
  }
  if (part == Part::inside) return damaged(lines.number(), "the file is over before this block has ended", block);
  sort_entries(file.entries);
  return file;
}

std::string compose(const HostsFile& file, std::string_view block) {
  std::string out = file.before;
  if (!file.entries.empty() || !file.strange.empty()) {
    if (!out.empty() && out.back() != '\n') out += file.newline;
    out += begin_marker(block) + file.newline;
    for (const auto& line : file.strange) out += line + file.newline;
    for (const auto& entry : file.entries) {
      out += cat(entry.address.to_string(), ' ', entry.name.text(), file.newline);
    }
    out += end_marker(block) + file.newline;
  }
  return out + file.after;
}

}  // namespace ddns::providers::hosts
