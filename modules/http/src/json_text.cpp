#include "ddns/http/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "ddns/core/text.h"

namespace ddns::http {
namespace {

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto octet = static_cast<unsigned char>(c);
  if (octet >= 0x20) {
    out += c;
    return;
  }
  out += "\\u00";
  out += kDigits[octet >> 4U];
  out += kDigits[octet & 0xFU];
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : to_valid_utf8(text)) append_escaped(out, c);
  return out += '"';
}

}  // namespace

JsonText::JsonText(std::string_view text) : text_(quoted(text)) {}

JsonText::JsonText(double number) : text_("null") {
  if (!std::isfinite(number)) return;
  std::array<char, 32> digits{};
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  if (done.ec == std::errc{}) text_.assign(digits.data(), done.ptr);
}

JsonText::JsonText(const JsonObject& object) : text_(object.to_string()) {}
JsonText::JsonText(const JsonArray& array) : text_(array.to_string()) {}
JsonText::JsonText(const Json& value) : text_(value.exists() ? value.dump() : "null") {}

JsonObject& JsonObject::set(std::string_view name, const JsonText& value) {
  if (!members_.empty()) members_ += ',';
  members_ += quoted(name);
  members_ += ':';
  members_ += value.text();
  return *this;
}

JsonArray& JsonArray::add(const JsonText& value) {
  if (!elements_.empty()) elements_ += ',';
  elements_ += value.text();
  return *this;
}

}  // namespace ddns::http
