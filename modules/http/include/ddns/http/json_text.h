#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ddns/http/json.h"

namespace ddns::http {

class JsonObject;
class JsonArray;

/// One serialised JSON value. Implicit on purpose, so that set() and add() take what C++ has. Ill-formed UTF-8 in texts
/// is replaced by U+FFFD; a double that JSON cannot express becomes null.
class JsonText {
 public:
  JsonText(std::string_view text);                                         // NOLINT(google-explicit-constructor)
  JsonText(const char* text) : JsonText(std::string_view(text)) {}         // NOLINT(google-explicit-constructor)
  JsonText(const std::string& text) : JsonText(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  JsonText(std::nullptr_t) : text_("null") {}                              // NOLINT(google-explicit-constructor)
  JsonText(double number);                                                 // NOLINT(google-explicit-constructor)
  template <std::same_as<bool> T>
  JsonText(T value) : text_(value ? "true" : "false") {}  // NOLINT(google-explicit-constructor)
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
  JsonText(T number) : text_(std::to_string(number)) {}  // NOLINT(google-explicit-constructor)
  JsonText(const JsonObject& object);                    // NOLINT(google-explicit-constructor)
  JsonText(const JsonArray& array);                      // NOLINT(google-explicit-constructor)
  /// A value that was read before, unchanged; an absent one becomes null.
  JsonText(const Json& value);  // NOLINT(google-explicit-constructor)

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// Builds an object, members in the order they are set (a name set twice stands twice: do not).
/// `JsonObject().set("ttl", 300).set("content", "192.0.2.1").to_string()`
class JsonObject {
 public:
  JsonObject& set(std::string_view name, const JsonText& value);
  /// Only when there is a value.
  template <class T>
  JsonObject& set_if(std::string_view name, const std::optional<T>& value) {
    return value ? set(name, JsonText(*value)) : *this;
  }
  [[nodiscard]] std::string to_string() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

/// Builds an array.
class JsonArray {
 public:
  JsonArray& add(const JsonText& value);
  [[nodiscard]] std::string to_string() const { return "[" + elements_ + "]"; }

 private:
  std::string elements_;
};

}  // namespace ddns::http
