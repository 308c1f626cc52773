#include "ddns/platform/interfaces.h"

#include <linux/if_addr.h>
#include <net/if.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "netlink.h"

namespace ddns::platform {
namespace {

constexpr std::uint32_t forever = 0xFFFFFFFF;  // INFINITY_LIFE_TIME of the kernel

std::optional<std::chrono::seconds> lifetime(std::uint32_t seconds) {
  if (seconds == forever) return std::nullopt;
  return std::chrono::seconds{seconds};
}

void set_flags(InterfaceAddress& entry, std::uint32_t flags) {
  // The bit of IFA_F_TEMPORARY means "secondary" for IPv4.
  entry.temporary = entry.address.is_v6() && (flags & IFA_F_TEMPORARY) != 0;
  entry.deprecated = (flags & IFA_F_DEPRECATED) != 0;
  entry.tentative = (flags & IFA_F_TENTATIVE) != 0;
  entry.dad_failed = (flags & IFA_F_DADFAILED) != 0;
  entry.permanent = (flags & IFA_F_PERMANENT) != 0;
  entry.stable_privacy = (flags & IFA_F_STABLE_PRIVACY) != 0;
}

std::optional<InterfaceAddress> address_of(const NetlinkMessage& message) {
  const auto* header = message.header<ifaddrmsg>();
  if (message.type != RTM_NEWADDR || header == nullptr) return std::nullopt;
  std::optional<IpAddress> local;
  std::optional<IpAddress> address;
  std::uint32_t flags = header->ifa_flags;
  InterfaceAddress entry{.prefix_length = header->ifa_prefixlen, .interface_index = header->ifa_index};
  message.each_attribute(sizeof *header, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == IFA_LOCAL) local = attribute.address();
    if (attribute.type == IFA_ADDRESS) address = attribute.address();
    if (attribute.type == IFA_FLAGS) flags = attribute.u32();
    if (attribute.type == IFA_CACHEINFO && attribute.data.size() >= sizeof(ifa_cacheinfo)) {
      ifa_cacheinfo cache;
      std::memcpy(&cache, attribute.data.data(), sizeof cache);
      entry.preferred_lifetime = lifetime(cache.ifa_prefered);
      entry.valid_lifetime = lifetime(cache.ifa_valid);
    }
  });
  // On point-to-point links IFA_ADDRESS is the other end and IFA_LOCAL is ours.
  if (!local && !address) return std::nullopt;
  entry.address = local ? *local : *address;
  set_flags(entry, flags);
  return entry;
}

std::optional<Interface> interface_of(const NetlinkMessage& message) {
  const auto* header = message.header<ifinfomsg>();
  if (message.type != RTM_NEWLINK || header == nullptr) return std::nullopt;
  Interface entry{.index = static_cast<unsigned>(header->ifi_index),
                  .up = (header->ifi_flags & IFF_UP) != 0,
                  .running = (header->ifi_flags & IFF_RUNNING) != 0,
                  .loopback = (header->ifi_flags & IFF_LOOPBACK) != 0};
  message.each_attribute(sizeof *header, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == IFLA_IFNAME) entry.name = attribute.text();
    if (attribute.type == IFLA_ADDRESS && attribute.data.size() == 6 && !entry.loopback) {
      std::copy(attribute.data.begin(), attribute.data.end(), entry.mac.emplace().begin());
    }
  });
  return entry;
}

/// The first hop of a multipath route stands for all of them.
void take_first_hop(DefaultRoute& route, std::span<const std::uint8_t> hops) {
  if (hops.size() < sizeof(rtnexthop)) return;
  rtnexthop hop;
  std::memcpy(&hop, hops.data(), sizeof hop);
  route.interface_index = static_cast<unsigned>(hop.rtnh_ifindex);
  const std::size_t length = std::min<std::size_t>(hop.rtnh_len, hops.size());
  const NetlinkMessage inner{.payload = hops.first(length)};
  inner.each_attribute(sizeof hop, [&](const NetlinkAttribute& attribute) {
    if (attribute.type == RTA_GATEWAY) route.gateway = attribute.address();
  });
}

/// RTA_VIA: a gateway of another family (an IPv4 route by way of an IPv6 router, RFC 5549).
std::optional<IpAddress> via(std::span<const std::uint8_t> data) {
  constexpr std::size_t family_size = 2;
  if (data.size() <= family_size) return std::nullopt;
  const auto address = IpAddress::from_bytes(data.subspan(family_size));
  if (!address) return std::nullopt;
  return *address;
}

std::optional<DefaultRoute> default_route_of(const NetlinkMessage& message, std::uint8_t family) {
  const auto* header = message.header<rtmsg>();
  if (message.type != RTM_NEWROUTE || header == nullptr || header->rtm_family != family) return std::nullopt;
  if (header->rtm_dst_len != 0 || header->rtm_src_len != 0 || header->rtm_type != RTN_UNICAST) return std::nullopt;
  if ((header->rtm_flags & (RTM_F_CLONED | RTNH_F_DEAD | RTNH_F_LINKDOWN)) != 0) return std::nullopt;
  std::uint32_t table = header->rtm_table;
  DefaultRoute route;
  message.each_attribute(sizeof *header, [&](const NetlinkAttribute& attribute) {
    switch (attribute.type) {
      case RTA_TABLE:
        table = attribute.u32();
        break;
      case RTA_OIF:
        route.interface_index = attribute.u32();
        break;
      case RTA_GATEWAY:
        route.gateway = attribute.address();
        break;
      case RTA_VIA:
        route.gateway = via(attribute.data);
        break;
      case RTA_PRIORITY:
        route.metric = attribute.u32();
        break;
      case RTA_MULTIPATH:
        take_first_hop(route, attribute.data);
        break;
      default:
        break;
    }
  });
  if (table != RT_TABLE_MAIN || route.interface_index == 0) return std::nullopt;
  return route;
}

std::string name_of(const std::vector<Interface>& interfaces, unsigned index) {
  const auto found =
      std::find_if(interfaces.begin(), interfaces.end(), [&](const Interface& i) { return i.index == index; });
  return found == interfaces.end() ? std::string() : found->name;
}

}  // namespace

Result<std::vector<Interface>> list_interfaces() {
  std::vector<Interface> found;
  const auto done = dump_netlink(
      RTM_GETLINK, AF_UNSPEC, [&] { found.clear(); },
      [&](const NetlinkMessage& message) {
        if (auto entry = interface_of(message)) found.push_back(std::move(*entry));
      });
  if (!done) return fail(done.error());
  std::sort(found.begin(), found.end(), [](const Interface& a, const Interface& b) { return a.index < b.index; });
  return found;
}

Result<std::vector<InterfaceAddress>> list_addresses() {
  std::vector<InterfaceAddress> found;
  const auto done = dump_netlink(
      RTM_GETADDR, AF_UNSPEC, [&] { found.clear(); },
      [&](const NetlinkMessage& message) {
        if (auto entry = address_of(message)) found.push_back(std::move(*entry));
      });
  if (!done) return fail(done.error());
  // Names after addresses: an interface that came in between has a name then; one that went has no addresses any more.
  const auto interfaces = list_interfaces();
  if (!interfaces) return fail(interfaces.error());
  for (InterfaceAddress& entry : found) entry.interface_name = name_of(*interfaces, entry.interface_index);
  std::erase_if(found, [](const InterfaceAddress& entry) { return entry.interface_name.empty(); });
  std::sort(found.begin(), found.end(), [](const InterfaceAddress& a, const InterfaceAddress& b) {
    return std::pair(a.interface_index, a.address) < std::pair(b.interface_index, b.address);
  });
  return found;
}

Result<std::optional<DefaultRoute>> default_route(Family family) {
  const std::uint8_t wanted = family == Family::ipv4 ? AF_INET : AF_INET6;
  std::optional<DefaultRoute> best;
  const auto done = dump_netlink(
      RTM_GETROUTE, wanted, [&] { best.reset(); },
      [&](const NetlinkMessage& message) {
        auto route = default_route_of(message, wanted);
        if (route && (!best || route->metric < best->metric)) best = std::move(route);
      });
  if (!done) return fail(done.error());
  if (!best) return best;
  const auto interfaces = list_interfaces();
  if (!interfaces) return fail(interfaces.error());
  best->interface_name = name_of(*interfaces, best->interface_index);
  return best;
}

}  // namespace ddns::platform
