#include "ddns/http/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "ddns/core/json_string.h"

namespace ddns::http {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
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
  append_json_string(members_, name);
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
