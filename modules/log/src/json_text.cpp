#include "json_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "ddns/core/text.h"

namespace ddns::log {
namespace {

constexpr unsigned char octet(char c) noexcept { return static_cast<unsigned char>(c); }

/// Control characters, DEL among them, quote and backslash.
constexpr bool needs_escape(unsigned char byte) noexcept {
  return byte < 0x20 || byte == 0x7f || byte == '"' || byte == '\\';
}

constexpr char short_escape(unsigned char byte) noexcept {
  switch (byte) {
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    case '"':
    case '\\':
      return static_cast<char>(byte);
    default:
      return '\0';
  }
}

void append_escape(std::string& out, unsigned char byte) {
  static constexpr std::string_view digits = "0123456789abcdef";
  out += '\\';
  if (const char known = short_escape(byte); known != '\0') {
    out += known;
    return;
  }
  out += "u00";
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
}

}  // namespace

void JsonObject::escaped(std::string_view text) {
  std::size_t plain = 0;  // begin of the run that may be copied as it is
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(octet(text[i]))) continue;
    out_ += text.substr(plain, i - plain);
    append_escape(out_, octet(text[i]));
    plain = i + 1;
  }
  out_ += text.substr(plain);
}

void JsonObject::quoted(std::string_view text) {
  out_ += '"';
  if (is_utf8(text)) {
    escaped(text);
  } else {
    escaped(to_valid_utf8(text));
  }
  out_ += '"';
}

void JsonObject::name(std::string_view name) {
  if (out_.size() > 1) out_ += ',';
  quoted(name);
  out_ += ':';
}

JsonObject& JsonObject::member(std::string_view name, std::string_view text) {
  this->name(name);
  quoted(text);
  return *this;
}

JsonObject& JsonObject::member(std::string_view name, std::int64_t number) {
  this->name(name);
  out_ += std::to_string(number);
  return *this;
}

JsonObject& JsonObject::member(std::string_view name, double number) {
  this->name(name);
  if (!std::isfinite(number)) {
    out_ += "null";
    return *this;
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out_.append(digits.data(), end);
  return *this;
}

JsonObject& JsonObject::member(std::string_view name, bool value) {
  this->name(name);
  out_ += value ? "true" : "false";
  return *this;
}

JsonObject& JsonObject::member(std::string_view name, const std::vector<std::string_view>& texts) {
  this->name(name);
  out_ += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out_ += ',';
    quoted(texts[i]);
  }
  out_ += ']';
  return *this;
}

std::string JsonObject::finish() {
  out_ += '}';
  return std::exchange(out_, "{");
}

}  // namespace ddns::log
