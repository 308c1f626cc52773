#include "ddns/core/text.h"

namespace ddns {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

constexpr std::uint8_t octet(char c) noexcept { return static_cast<std::uint8_t>(c); }

/// What a lead byte allows (Unicode 15, table 3-7): how many bytes in all, and the range of the second.
struct Lead {
  std::size_t length = 0;  ///< 0 = no lead byte
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
};

constexpr Lead lead_of(std::uint8_t b) noexcept {
  if (b < 0x80) return {.length = 1};
  if (b < 0xC2) return {};
  if (b < 0xE0) return {.length = 2};
  if (b == 0xE0) return {.length = 3, .low = 0xA0};
  if (b == 0xED) return {.length = 3, .high = 0x9F};
  if (b < 0xF0) return {.length = 3};
  if (b == 0xF0) return {.length = 4, .low = 0x90};
  if (b < 0xF4) return {.length = 4};
  if (b == 0xF4) return {.length = 4, .high = 0x8F};
  return {};
}

struct Step {
  std::size_t length = 0;  ///< of the sequence, or of its ill-formed maximal part; at least 1
  bool valid = false;
};

/// Precondition: text is not empty.
Step first_sequence(std::string_view text) noexcept {
  const Lead lead = lead_of(octet(text.front()));
  if (lead.length == 0) return {.length = 1};
  std::size_t i = 1;
  for (; i < lead.length && i < text.size(); ++i) {
    const std::uint8_t low = i == 1 ? lead.low : 0x80;
    const std::uint8_t high = i == 1 ? lead.high : 0xBF;
    if (octet(text[i]) < low || octet(text[i]) > high) break;
  }
  return {.length = i, .valid = i == lead.length};
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const Step step = first_sequence(text);
    if (!step.valid) return false;
    text.remove_prefix(step.length);
  }
  return true;
}

std::string to_valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Step step = first_sequence(text);
    out += step.valid ? text.substr(0, step.length) : kReplacement;
    text.remove_prefix(step.length);
  }
  return out;
}

std::string_view truncate_utf8(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  // At most the last three bytes can belong to a sequence that crosses the limit.
  for (std::size_t back = 1; back <= 3 && back <= limit; ++back) {
    const Lead lead = lead_of(octet(text[limit - back]));
    if (lead.length == 0) continue;
    const bool crosses = back < first_sequence(text.substr(limit - back)).length;
    return text.substr(0, crosses ? limit - back : limit);
  }
  return text.substr(0, limit);
}

}  // namespace ddns
