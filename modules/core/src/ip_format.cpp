#include <algorithm>
#include <cstddef>

#include "ip_text.h"

namespace ddns::detail {
namespace {

using Groups = std::array<unsigned, 8>;

struct Run {
  std::size_t start = 0;
  std::size_t length = 0;
};

/// The longest run of zero groups, the first of equals; a single zero group does not count (RFC 5952 section 4.2).
Run longest_zero_run(const Groups& groups, std::size_t count) noexcept {
  Run best;
  Run current;
  for (std::size_t i = 0; i < count; ++i) {
    if (groups.at(i) != 0) {
      current = {.start = i + 1, .length = 0};
      continue;
    }
    ++current.length;
    if (current.length > best.length) best = current;
  }
  return best.length > 1 ? best : Run{};
}

void append_hex(std::string& out, unsigned group) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  bool started = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = (group >> shift) & 0xFU;
    started = started || digit != 0 || shift == 0;
    if (started) out += kDigits[digit];
  }
}

bool is_ipv4_mapped(const std::array<std::uint8_t, 16>& bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) && bytes[10] == 0xFF &&
         bytes[11] == 0xFF;
}

}  // namespace

std::string format_ipv4(std::span<const std::uint8_t> bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) {
    if (!out.empty()) out += '.';
    out += std::to_string(byte);
  }
  return out;
}

std::string format_ipv6(const std::array<std::uint8_t, 16>& bytes) {
  if (is_ipv4_mapped(bytes)) return "::ffff:" + format_ipv4(std::span(bytes).last(4));
  Groups groups{};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups.at(i) = static_cast<unsigned>(bytes.at(2 * i)) << 8U | bytes.at(2 * i + 1);
  }
  const Run run = longest_zero_run(groups, groups.size());
  std::string out;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (run.length > 0 && i == run.start) {
      out += "::";
      i += run.length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    append_hex(out, groups.at(i));
  }
  return out;
}

}  // namespace ddns::detail
