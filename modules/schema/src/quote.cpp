#include "ddns/schema/quote.h"

#include <algorithm>
#include <filesystem>

#include "ddns/core/text.h"

namespace ddns::schema {
namespace {

constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kLongestKey = 24;

bool harmless(char c) noexcept {
  constexpr std::string_view kUnfit = "\"'`{}[]\\#&,";
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && kUnfit.find(c) == std::string_view::npos;
}

std::filesystem::path to_path(std::string_view text) { return {std::u8string(text.begin(), text.end())}; }

}  // namespace

std::string quote(std::string_view text) {
  if (text.empty()) return "an empty text";
  if (text.size() > kLongestWord || !is_utf8(text) || !std::all_of(text.begin(), text.end(), harmless)) {
    return "this value";
  }
  return cat('`', text, '`');
}

std::string quote_key(std::string_view key) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; };
  if (key.empty() || key.size() > kLongestKey || !std::all_of(key.begin(), key.end(), fits)) return {};
  return cat('`', key, '`');
}

std::string absolute_path(std::string_view path, std::string_view file) {
  if (path.empty()) return {};
  auto full = to_path(file).parent_path() / to_path(path);
  std::error_code failed;
  if (auto absolute = std::filesystem::absolute(full, failed); !failed) full = std::move(absolute);
  const auto text = full.lexically_normal().u8string();
  return {text.begin(), text.end()};
}

}  // namespace ddns::schema
