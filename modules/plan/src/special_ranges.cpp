#include "special_ranges.h"

#include <algorithm>

namespace ddns::plan {
namespace {

struct Row {
  std::string_view prefix;
  RangeKind kind;
  std::string_view what;
};

using enum RangeKind;

// IANA IPv4 and IPv6 Special-Purpose Address Registries, as of 2026-08, and multicast. Rows that the registries call
// globally reachable (anycast services, AS112, AMT, NAT64, 6to4, Teredo) are here too: no host of ours has such an
// address as its own, and publishing one points the name at somebody else or at a translator.
constexpr Row rows[] = {
    {"0.0.0.0/8", never, "\"this network\", RFC 791"},
    {"10.0.0.0/8", private_, "private, RFC 1918"},
    {"100.64.0.0/10", shared_, "carrier-grade NAT, RFC 6598"},
    {"127.0.0.0/8", never, "loopback, RFC 1122"},
    {"169.254.0.0/16", never, "link-local, RFC 3927"},
    {"172.16.0.0/12", private_, "private, RFC 1918"},
    {"192.0.0.0/24", never, "IETF protocol assignments, RFC 6890"},
    {"192.0.0.0/29", never, "DS-Lite service continuity, RFC 7335"},
    {"192.0.0.8/32", never, "IPv4 dummy address, RFC 7600"},
    {"192.0.0.9/32", never, "Port Control Protocol anycast, RFC 7723"},
    {"192.0.0.10/32", never, "TURN anycast, RFC 8155"},
    {"192.0.0.170/31", never, "NAT64/DNS64 discovery, RFC 8880"},
    {"192.0.2.0/24", example_, "documentation, RFC 5737"},
    {"192.31.196.0/24", never, "AS112-v4, RFC 7535"},
    {"192.52.193.0/24", never, "AMT, RFC 7450"},
    {"192.88.99.0/24", never, "6to4 relay anycast, deprecated, RFC 7526"},
    {"192.88.99.2/32", never, "6a44 relay anycast, RFC 6751"},
    {"192.168.0.0/16", private_, "private, RFC 1918"},
    {"192.175.48.0/24", never, "direct delegation AS112, RFC 7534"},
    {"198.18.0.0/15", never, "benchmarking, RFC 2544"},
    {"198.51.100.0/24", example_, "documentation, RFC 5737"},
    {"203.0.113.0/24", example_, "documentation, RFC 5737"},
    {"224.0.0.0/4", never, "multicast, RFC 5771"},
    {"240.0.0.0/4", never, "reserved, RFC 1112"},
    {"255.255.255.255/32", never, "limited broadcast, RFC 919"},

    {"::/128", never, "unspecified, RFC 4291"},
    {"::1/128", never, "loopback, RFC 4291"},
    {"::/96", never, "IPv4-compatible, deprecated, RFC 4291"},
    {"::ffff:0:0/96", never, "IPv4-mapped, RFC 4291"},
    {"64:ff9b::/96", never, "NAT64, RFC 6052"},
    {"64:ff9b:1::/48", never, "NAT64 local use, RFC 8215"},
    {"100::/64", never, "discard only, RFC 6666"},
    {"100:0:0:1::/64", never, "dummy prefix, RFC 9780"},
    {"2001::/23", never, "IETF protocol assignments, RFC 2928"},
    {"2001::/32", never, "Teredo, RFC 4380"},
    {"2001:1::1/128", never, "Port Control Protocol anycast, RFC 7723"},
    {"2001:1::2/128", never, "TURN anycast, RFC 8155"},
    {"2001:1::3/128", never, "DNS-SD registration anycast, RFC 9665"},
    {"2001:2::/48", never, "benchmarking, RFC 5180"},
    {"2001:3::/32", never, "AMT, RFC 7450"},
    {"2001:4:112::/48", never, "AS112-v6, RFC 7535"},
    {"2001:10::/28", never, "ORCHID, deprecated, RFC 4843"},
    {"2001:20::/28", never, "ORCHIDv2, RFC 7343"},
    {"2001:30::/28", never, "drone remote identification, RFC 9374"},
    {"2001:db8::/32", example_, "documentation, RFC 3849"},
    {"2002::/16", never, "6to4, RFC 3056"},
    {"2620:4f:8000::/48", never, "direct delegation AS112, RFC 7534"},
    {"3fff::/20", example_, "documentation, RFC 9637"},
    {"5f00::/16", never, "segment routing identifiers, RFC 9602"},
    {"fc00::/7", private_, "unique local, RFC 4193"},
    {"fe80::/10", never, "link-local, RFC 4291"},
    {"fec0::/10", never, "site-local, deprecated, RFC 3879"},
    {"ff00::/8", never, "multicast, RFC 4291"},
    // Everything else outside 2000::/3, the only block IANA allocates global unicast from.
    {"::/3", never, "not global unicast, RFC 4291 section 2.4"},
    {"4000::/2", never, "not global unicast, RFC 4291 section 2.4"},
    {"8000::/1", never, "not global unicast, RFC 4291 section 2.4"},
};

std::vector<SpecialRange> build() {
  std::vector<SpecialRange> ranges;
  ranges.reserve(std::size(rows));
  for (const Row& row : rows) ranges.push_back({Prefix::parse(row.prefix).value(), row.kind, row.what});
  std::ranges::stable_sort(ranges, std::greater{}, [](const SpecialRange& range) { return range.prefix.length(); });
  return ranges;
}

}  // namespace

const std::vector<SpecialRange>& special_ranges() {
  static const std::vector<SpecialRange> ranges = build();
  return ranges;
}

const SpecialRange* find_special_range(const IpAddress& address) {
  const auto& ranges = special_ranges();
  const auto found =
      std::ranges::find_if(ranges, [&](const SpecialRange& range) { return range.prefix.contains(address); });
  return found == ranges.end() ? nullptr : &*found;
}

}  // namespace ddns::plan
