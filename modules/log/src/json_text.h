#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ddns::log {

/// Builds one JSON object, member by member, in the order they come. Texts may hold any bytes: control characters and
/// quotes are escaped, ill-formed UTF-8 becomes U+FFFD. Names are not compared: the caller says each once.
class JsonObject {
 public:
  JsonObject& member(std::string_view name, std::string_view text);
  JsonObject& member(std::string_view name, const char* text) { return member(name, std::string_view(text)); }
  JsonObject& member(std::string_view name, std::int64_t number);
  JsonObject& member(std::string_view name, double number);  ///< null when it is not finite
  JsonObject& member(std::string_view name, bool value);
  JsonObject& member(std::string_view name, const std::vector<std::string_view>& texts);

  /// Bytes so far.
  [[nodiscard]] std::size_t size() const noexcept { return out_.size(); }
  /// The finished object; this one is empty afterwards.
  [[nodiscard]] std::string finish();

 private:
  void name(std::string_view name);

  std::string out_ = "{";
};

}  // namespace ddns::log
