#include <algorithm>

#include "ddns/core/text.h"
#include "source_text.h"

namespace ddns::config {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 20U;
constexpr std::size_t kMostTabs = 10;

Diagnostic error(const schema::Place& place, std::string message, std::string hint) {
  return {Diagnostic::Severity::error, place.file, place.line, place.column, std::move(message), std::move(hint)};
}

/// The offset of the first byte that begins no well-formed character. Precondition: there is one.
std::size_t first_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = 1;
    while (length <= 4 && !is_utf8(text.substr(at, length))) ++length;
    if (length > 4) return at;
    at += length;
  }
  return at;
}

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; }

bool is_utf16(std::string_view text) noexcept { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

/// A tab before the first word of a line. Comments and empty lines do not count, and JSON may be indented by tabs.
Diagnostics tabs(const SourceText& source) {
  Diagnostics out;
  const std::string_view text = source.text();
  for (std::size_t begin = 0; begin < text.size() && out.size() < kMostTabs;) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    const auto word = line.find_first_not_of(" \t\r");
    const auto tab = line.find('\t');
    if (word != std::string_view::npos && tab < word && line[word] != '#') {
      out.push_back(error(source.place_at(begin + tab), "a tab is used to indent", "use spaces"));
    }
    begin = end + 1;
  }
  return out;
}

}  // namespace

Diagnostics check_text(const SourceText& source) {
  const std::string_view text = source.text();
  if (text.size() > kLargest) {
    return {
        error(source.place_at(0), cat("the file is larger than ", kLargest / 1024, " KiB"), "is it the right file?")};
  }
  if (is_utf16(text)) return {error(source.place_at(0), "the file is UTF-16", "save it as UTF-8")};
  if (!is_utf8(text)) {
    return {error(source.place_at(first_bad_byte(text)), "this is not UTF-8", "save the file as UTF-8")};
  }
  const auto* control = std::find_if(text.begin(), text.end(), is_control);
  if (control != text.end()) {
    const auto at = static_cast<std::size_t>(control - text.begin());
    return {error(source.place_at(at), *control == '\0' ? "a NUL character" : "a control character", "remove it")};
  }
  return source.is_json() ? Diagnostics{} : tabs(source);
}

}  // namespace ddns::config
