#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/plan/derive.h"

namespace ddns::plan {
namespace {

constexpr unsigned address_bits = 128;

auto wrong(std::string_view text, std::string_view why) {
  return fail(Reason::malformed, cat("host id \"", text, "\": ", why));
}

std::optional<std::uint8_t> hex_byte(std::string_view text) {
  if (text.size() != 2) return std::nullopt;
  std::uint8_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + 2, value, 16);
  if (ec != std::errc{} || end != text.data() + 2) return std::nullopt;
  return value;
}

/// Six octets, with ':' or '-' between them.
std::optional<std::array<std::uint8_t, 6>> parse_mac(std::string_view text) {
  const auto parts = split(text, text.find('-') == std::string_view::npos ? ':' : '-');
  std::array<std::uint8_t, 6> mac{};
  if (parts.size() != mac.size()) return std::nullopt;
  for (std::size_t i = 0; i < mac.size(); ++i) {
    const auto octet = hex_byte(parts[i]);
    if (!octet) return std::nullopt;
    mac[i] = *octet;
  }
  return mac;
}

/// Modified EUI-64 (RFC 4291 appendix A): FF FE in the middle, universal/local bit inverted.
HostId eui64(const std::array<std::uint8_t, 6>& mac) {
  IpAddress::Bytes bytes{};
  const std::array<std::uint8_t, 8> id{
      static_cast<std::uint8_t>(mac[0] ^ 0x02U), mac[1], mac[2], 0xFF, 0xFE, mac[3], mac[4], mac[5]};
  std::ranges::copy(id, bytes.begin() + 8);
  return {IpAddress::v6(bytes), 64};
}

/// The bits of octet `index` that belong to a host part of `bits` low bits.
std::uint8_t host_mask(std::size_t index, unsigned bits) {
  const auto right_of_octet = static_cast<unsigned>(address_bits - 8 * (index + 1));
  if (bits <= right_of_octet) return 0;
  const unsigned inside = std::min(bits - right_of_octet, 8U);
  return static_cast<std::uint8_t>(0xFFU >> (8U - inside));
}

IpAddress combine(const IpAddress& high, const IpAddress& low, unsigned bits) {
  IpAddress::Bytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t mask = host_mask(i, bits);
    bytes[i] = static_cast<std::uint8_t>((high.bytes()[i] & ~mask) | (low.bytes()[i] & mask));
  }
  return IpAddress::v6(bytes);
}

Result<HostId> from_mac(std::string_view text, std::string_view mac_text) {
  const auto mac = parse_mac(mac_text);
  if (!mac) return wrong(text, "a MAC address is six two-digit hexadecimal octets, 00:11:22:33:44:55");
  if (((*mac)[0] & 1U) != 0) return wrong(text, "this is a group MAC address; no interface has it");
  return eui64(*mac);
}

Result<HostId> from_suffix(std::string_view text) {
  const auto slash = text.find('/');
  unsigned prefix_length = 64;
  if (slash != std::string_view::npos) {
    const auto number = to_number<unsigned>(text.substr(slash + 1));
    if (!number || *number < 1 || *number >= address_bits) return wrong(text, "the prefix length is 1 to 127");
    prefix_length = *number;
  }
  const auto value = IpAddress::parse(text.substr(0, slash));
  if (!value || !value->is_v6()) return wrong(text, "write an IPv6 suffix (::1, ::a:b/56) or mac(00:11:22:33:44:55)");
  const HostId id{*value, address_bits - prefix_length};
  if (combine(IpAddress::v6({}), *value, id.bits) != *value) {
    return wrong(text,
                 cat("bits are set left of prefix length ", prefix_length, "; those come from the delegated prefix"));
  }
  return id;
}

}  // namespace

Result<HostId> parse_host_id(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  const std::string_view word = lower;
  if (word.starts_with("mac(") && word.ends_with(')')) return from_mac(text, trim(word.substr(4, word.size() - 5)));
  if (parse_mac(word)) return from_mac(text, word);
  return from_suffix(word);
}

IpAddress apply_host_id(const IpAddress& observed, const HostId& host_id) {
  if (observed.is_v4() || host_id.value.is_v4()) return observed;
  return combine(observed, host_id.value, std::min(host_id.bits, address_bits));
}

}  // namespace ddns::plan
