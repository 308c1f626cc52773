#include "source_text.h"

#include <algorithm>
#include <array>

#include "ddns/core/text.h"

namespace ddns::config {
namespace {

constexpr std::size_t kStride = 256;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The code unit of a `\uXXXX` at `at`, or -1.
int code_unit(std::string_view text, std::size_t at) noexcept {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int value = 0;
  for (const char c : text.substr(at + 2, 4)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

std::string long_escape(int high, int low) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto point = static_cast<unsigned>(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
  std::string out = "\\U";
  for (int shift = 28; shift >= 0; shift -= 4) out += kDigits[(point >> static_cast<unsigned>(shift)) & 0xFU];
  return out;
}

/// `\ud83d\ude00` becomes `\U0001F600`, which YAML knows. `shorter` gets the offsets in the result.
std::string join_surrogates(std::string_view json, std::vector<std::size_t>& shorter) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size();) {
    const int high = code_unit(json, i);
    const int low = high >= 0xD800 && high < 0xDC00 ? code_unit(json, i + 6) : -1;
    if (low >= 0xDC00 && low < 0xE000) {
      shorter.push_back(out.size());
      out += long_escape(high, low);
      i += 12;
      continue;
    }
    // An escaped character is copied with its backslash, so that `\\u` is not taken for an escape.
    const std::size_t length = json[i] == '\\' ? 2 : 1;
    out += json.substr(i, length);
    i += length;
  }
  return out;
}

bool starts_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

SourceText::SourceText(std::string file, std::string_view raw) : file_(std::move(file)) {
  if (raw.starts_with(kByteOrderMark)) raw.remove_prefix(kByteOrderMark.size());
  const auto first = raw.find_first_not_of(" \t\r\n");
  is_json_ = first != std::string_view::npos && (raw[first] == '{' || raw[first] == '[');
  text_ = is_json_ ? join_surrogates(raw, shorter_) : std::string(raw);
  lines_.push_back(0);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (i % kStride == 0) counted_.push_back(characters);
    characters += starts_character(text_[i]) ? 1 : 0;
    if (text_[i] == '\n') lines_.push_back(i + 1);
  }
}

std::size_t SourceText::offset(int line, int column) const noexcept {
  const auto row = std::clamp<std::size_t>(line < 0 ? 0 : static_cast<std::size_t>(line), 0, lines_.size() - 1);
  return std::min(lines_[row] + (column < 0 ? 0 : static_cast<std::size_t>(column)), text_.size());
}

schema::Place SourceText::place(int line, int column) const { return place_at(offset(line, column)); }

schema::Place SourceText::place_at(std::size_t offset) const {
  const auto next = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const auto column = characters(offset) - characters(*(next - 1));
  return {file_, static_cast<int>(next - lines_.begin()), static_cast<int>(column) + 1};
}

std::size_t SourceText::characters(std::size_t offset) const noexcept {
  if (counted_.empty()) return 0;
  const auto known = std::min(offset / kStride, counted_.size() - 1);
  const auto rest = std::string_view(text_).substr(known * kStride, offset - known * kStride);
  const auto joined = std::lower_bound(shorter_.begin(), shorter_.end(), offset) - shorter_.begin();
  return counted_[known] + static_cast<std::size_t>(std::count_if(rest.begin(), rest.end(), starts_character)) +
         2 * static_cast<std::size_t>(joined);
}

std::string_view SourceText::from(int line, int column) const noexcept {
  return std::string_view(text_).substr(offset(line, column));
}

}  // namespace ddns::config
