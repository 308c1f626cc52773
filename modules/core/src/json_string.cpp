#include "ddns/core/json_string.h"

#include "ddns/core/text.h"

namespace ddns {
namespace {

constexpr bool needs_escape(unsigned char byte) noexcept {
  return byte < 0x20 || byte == 0x7f || byte == '"' || byte == '\\';
}

void append_escape(std::string& out, unsigned char byte) {
  static constexpr std::string_view digits = "0123456789abcdef";
  static constexpr std::string_view plain = "\"\\\n\r\t";
  static constexpr std::string_view words = "\"\\nrt";
  out += '\\';
  if (const auto known = plain.find(static_cast<char>(byte)); known != std::string_view::npos) {
    out += words[known];
    return;
  }
  out += "u00";
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
}

void append_escaped(std::string& out, std::string_view text) {
  std::size_t plain = 0;  // begin of the run that may be copied as it is
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!needs_escape(byte)) continue;
    out += text.substr(plain, i - plain);
    append_escape(out, byte);
    plain = i + 1;
  }
  out += text.substr(plain);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  if (is_utf8(text)) {
    append_escaped(out, text);
  } else {
    append_escaped(out, to_valid_utf8(text));
  }
  out += '"';
}

}  // namespace ddns
