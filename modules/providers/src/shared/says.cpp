#include "shared/says.h"

#include <algorithm>

#include "ddns/core/text.h"

namespace ddns::providers {

std::string says(std::string_view text) {
  static constexpr std::size_t kLongest = 200;
  std::string clean = to_valid_utf8(trim(text));
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  const auto shown = truncate_utf8(clean, kLongest);
  return cat('"', shown, shown.size() < clean.size() ? "…\"" : "\"");
}

}  // namespace ddns::providers
