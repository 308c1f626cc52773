#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ddns/core/ip_address.h"

namespace ddns::plan {

/// How a special range is treated.
enum class RangeKind : std::uint8_t {
  never,     ///< no host on the Internet has such an address
  private_,  ///< private use: passes with allow_private
  shared_,   ///< carrier-grade NAT: passes with allow_cgnat
  example_,  ///< documentation: passes with allow_documentation
};

/// One row of the registries.
struct SpecialRange {
  Prefix prefix;
  RangeKind kind;
  std::string_view what;  ///< "private, RFC 1918"
};

/// Every row, IPv4 and IPv6, most specific first.
[[nodiscard]] const std::vector<SpecialRange>& special_ranges();
/// The most specific row that holds the address; nullptr = an ordinary public address. IPv6 outside 2000::/3 always has
/// one.
[[nodiscard]] const SpecialRange* find_special_range(const IpAddress& address);

}  // namespace ddns::plan
