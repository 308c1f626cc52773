#include "json_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "ddns/core/json_string.h"

namespace ddns::log {

void JsonObject::name(std::string_view name) {
  if (out_.size() > 1) out_ += ',';
  append_json_string(out_, name);
  out_ += ':';
}

JsonObject& JsonObject::member(std::string_view name, std::string_view text) {
  this->name(name);
  append_json_string(out_, text);
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
    append_json_string(out_, texts[i]);
  }
  out_ += ']';
  return *this;
}

std::string JsonObject::finish() {
  out_ += '}';
  return std::exchange(out_, "{");
}

}  // namespace ddns::log
