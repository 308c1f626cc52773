#include "ddns/core/ip_address.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ip_text.h"

namespace ddns {

std::string_view to_string(Family family) noexcept { return family == Family::ipv4 ? "ipv4" : "ipv6"; }

std::optional<Family> family_from(std::string_view word) noexcept {
  if (word == "ipv4" || word == "4" || word == "inet") return Family::ipv4;
  if (word == "ipv6" || word == "6" || word == "inet6") return Family::ipv6;
  return std::nullopt;
}

IpAddress IpAddress::v4(std::array<std::uint8_t, 4> bytes) noexcept {
  IpAddress address;
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin());
  return address;
}

IpAddress IpAddress::v6(Bytes bytes) noexcept {
  IpAddress address;
  address.family_ = Family::ipv6;
  address.bytes_ = bytes;
  return address;
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
  if (const auto four = detail::parse_ipv4(text)) return v4(*four);
  if (const auto sixteen = detail::parse_ipv6(text)) return v6(*sixteen);
  return fail(Reason::malformed, cat("`", to_valid_utf8(truncate_utf8(text, 64)), "` is not an IP address"));
}

Result<IpAddress> IpAddress::from_bytes(std::span<const std::uint8_t> bytes) {
  IpAddress address;
  if (bytes.size() == 16) address.family_ = Family::ipv6;
  if (bytes.size() != address.bytes().size()) {
    return fail(Reason::malformed, cat("an address has 4 or 16 bytes, not ", bytes.size()));
  }
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin());
  return address;
}

std::string IpAddress::to_string() const {
  return is_v4() ? detail::format_ipv4(bytes()) : detail::format_ipv6(bytes_);
}

}  // namespace ddns
