#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ddns::providers::custom {

/// Names without "#{" and "}".
using Variables = std::map<std::string, std::string, std::less<>>;

/// What is done to values as they are put in.
enum class Escape : std::uint8_t {
  none,
  url,   ///< percent-encoding
  json,  ///< as inside a JSON string
};

struct Filled {
  std::string text;
  std::vector<std::string> unknown;  ///< names that nobody knows; they stay in the text as they are
};

/// Puts values in place of `#{name}`. One pass: what was put in is not looked at again.
[[nodiscard]] Filled fill(std::string_view text, const Variables& variables, Escape escape);

}  // namespace ddns::providers::custom
