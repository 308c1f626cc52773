#include <array>

#include "ddns/crypto/encoding.h"

namespace ddns::crypto {
namespace {

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Three octets to four characters; `out` gets only the characters that carry bits.
std::string encode(std::span<const std::uint8_t> bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t pool = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : bytes) {
    pool = pool << 8U | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out += alphabet[(pool >> bits) & 0x3FU];
    }
  }
  if (bits > 0) out += alphabet[(pool << (6 - bits)) & 0x3FU];
  return out;
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
  std::string out = encode(bytes, kStandard);
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::string to_base64url(std::span<const std::uint8_t> bytes) { return encode(bytes, kUrl); }

Result<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return fail(Reason::malformed, "a base64 text has a length that is no multiple of 4");
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  Bytes out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t pool = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const auto value = kStandard.find(c);
    if (value == std::string_view::npos)
      return fail(Reason::malformed, "a base64 text has a character that is not allowed");
    pool = (pool << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<std::uint8_t>(pool >> bits & 0xFFU));
  }
  // RFC 4648 section 3.5: bits that belong to no octet must be zero, or two texts would mean the same key.
  if ((pool & ((1U << bits) - 1U)) != 0) return fail(Reason::malformed, "a base64 text ends in the middle of an octet");
  return out;
}

}  // namespace ddns::crypto
