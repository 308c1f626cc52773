#include <algorithm>
#include <cstddef>

#include "ip_text.h"

namespace ddns::detail {
namespace {

std::optional<std::uint8_t> octet(std::string_view text) noexcept {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  if (value > 255) return std::nullopt;
  return static_cast<std::uint8_t>(value);
}

std::optional<unsigned> hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<unsigned> hex_group(std::string_view text) noexcept {
  if (text.empty() || text.size() > 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    const auto digit = hex_digit(c);
    if (!digit) return std::nullopt;
    value = value * 16 + *digit;
  }
  return value;
}

/// The bytes on one side of `::`, at most sixteen.
struct Side {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t size = 0;

  bool push(std::uint8_t byte) noexcept {
    if (size == bytes.size()) return false;
    bytes.at(size++) = byte;
    return true;
  }
};

bool push_ipv4(Side& side, std::string_view text) noexcept {
  const auto four = parse_ipv4(text);
  return four && std::all_of(four->begin(), four->end(), [&](std::uint8_t byte) { return side.push(byte); });
}

bool push_group(Side& side, std::string_view text) noexcept {
  const auto group = hex_group(text);
  return group && side.push(static_cast<std::uint8_t>(*group >> 8)) &&
         side.push(static_cast<std::uint8_t>(*group & 0xFF));
}

/// Groups between single colons; an empty text is no group. Only the very last group of an address may be dotted.
std::optional<Side> parse_side(std::string_view text, bool at_end) noexcept {
  Side side;
  if (text.empty()) return side;
  while (true) {
    const auto colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    const bool last = colon == std::string_view::npos;
    const bool dotted = last && at_end && group.find('.') != std::string_view::npos;
    if (!(dotted ? push_ipv4(side, group) : push_group(side, group))) return std::nullopt;
    if (last) return side;
    text.remove_prefix(colon + 1);
  }
}

}  // namespace

std::optional<std::array<std::uint8_t, 4>> parse_ipv4(std::string_view text) noexcept {
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto dot = text.find('.');
    if ((dot == std::string_view::npos) != (i == 3)) return std::nullopt;
    const auto value = octet(text.substr(0, dot));
    if (!value) return std::nullopt;
    bytes.at(i) = *value;
    if (i < 3) text.remove_prefix(dot + 1);
  }
  return bytes;
}

std::optional<std::array<std::uint8_t, 16>> parse_ipv6(std::string_view text) noexcept {
  const auto gap = text.find("::");
  if (gap == std::string_view::npos) {
    const auto all = parse_side(text, true);
    if (!all || all->size != 16) return std::nullopt;
    return all->bytes;
  }
  const auto left = parse_side(text.substr(0, gap), false);
  const auto right = parse_side(text.substr(gap + 2), true);
  // `::` stands for at least one group of zeros.
  if (!left || !right || left->size + right->size > 14) return std::nullopt;
  auto bytes = left->bytes;
  std::copy_n(right->bytes.begin(), right->size, bytes.end() - static_cast<std::ptrdiff_t>(right->size));
  return bytes;
}

}  // namespace ddns::detail
