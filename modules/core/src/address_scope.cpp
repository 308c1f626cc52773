#include "ddns/core/address_scope.h"

#include <algorithm>

#include "ddns/core/text.h"

namespace ddns {

bool is_loopback(const IpAddress& address) noexcept {
  const auto bytes = address.bytes();
  if (address.is_v4()) return bytes[0] == 127;
  const auto zeros = [&](std::size_t count) {
    return std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count),
                       [](auto byte) { return byte == 0; });
  };
  const bool mapped = zeros(10) && bytes[10] == 0xFF && bytes[11] == 0xFF && bytes[12] == 127;
  return mapped || (zeros(15) && bytes[15] == 1);
}

bool is_link_local(const IpAddress& address) noexcept {
  const auto bytes = address.bytes();
  if (address.is_v4()) return bytes[0] == 169 && bytes[1] == 254;
  return bytes[0] == 0xFE && (bytes[1] & 0xC0U) == 0x80;
}

bool is_loopback_host(std::string_view host) {
  if (iequals(host, "localhost")) return true;
  const auto address = IpAddress::parse(host);
  return address && is_loopback(*address);
}

}  // namespace ddns
