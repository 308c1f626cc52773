#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddns::schema {

/// What a setting holds. Decides validation, the typed getter of Values, the widget of a form and the text in docs.
enum class Kind : std::uint8_t {
  text,
  secret,  ///< shown nowhere; references `${env:…}`, `${file:…}` are resolved before reading
  integer,
  boolean,
  duration,   ///< "5m"; a bare number is seconds
  size,       ///< "10MiB"
  choice,     ///< one of Field::choices
  url,        ///< absolute http(s) URL
  domain,     ///< a domain name
  address,    ///< an IP address
  prefix,     ///< a network or an address
  path,       ///< a file; made absolute when read
  text_list,  ///< a list of texts; a single text is taken as a list of one
  text_map,   ///< names to texts, order kept
};

/// One setting, described once. Everything that is said about it anywhere comes from here.
struct Field {
  std::string key;  ///< snake_case, unique in its Schema
  Kind kind = Kind::text;
  std::string label;  ///< a few words for a form
  std::string help;   ///< one or two sentences for docs and form
  bool required = false;
  std::string default_text = {};  ///< as the user would write it; empty = none
  std::vector<std::string> choices = {};
  std::int64_t min = std::numeric_limits<std::int64_t>::min();  ///< integer; duration in milliseconds; size in bytes
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  std::string example = {};
  /// A further rule; returns what is wrong, or nullopt. Never quotes a secret.
  std::function<std::optional<std::string>(std::string_view)> check = {};
  /// A host, or a list of some, with or without scheme and port: the name may stand in its own letters, as in a `url`.
  bool names_a_host = false;
};

/// The settings of one thing: a provider, a source type, a section of the file.
struct Schema {
  std::vector<Field> fields;

  [[nodiscard]] const Field* find(std::string_view key) const noexcept;
};

}  // namespace ddns::schema
