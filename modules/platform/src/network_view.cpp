#include "network_view.h"

#include <algorithm>

#include "ddns/core/address_scope.h"

namespace ddns::platform {
std::vector<ViewedAddress> view_addresses(const std::vector<InterfaceAddress>& addresses,
                                          const std::vector<Interface>& interfaces) {
  const auto running = [&](unsigned index) {
    return std::any_of(interfaces.begin(), interfaces.end(),
                       [&](const Interface& entry) { return entry.index == index && entry.running; });
  };
  std::vector<ViewedAddress> view;
  for (const InterfaceAddress& entry : addresses) {
    if (is_loopback(entry.address) || is_link_local(entry.address)) continue;  // never published
    view.push_back({.interface_index = entry.interface_index,
                    .address = entry.address,
                    .prefix_length = entry.prefix_length,
                    .temporary = entry.temporary,
                    .deprecated = entry.deprecated,
                    .tentative = entry.tentative,
                    .dad_failed = entry.dad_failed,
                    .running = running(entry.interface_index)});
  }
  std::sort(view.begin(), view.end());
  return view;
}

Result<std::vector<ViewedAddress>> read_address_view() {
  const auto addresses = list_addresses();
  if (!addresses) return fail(addresses.error());
  const auto interfaces = list_interfaces();
  if (!interfaces) return fail(interfaces.error());
  return view_addresses(*addresses, *interfaces);
}

Status read_routes(NetworkView& view) {
  auto route4 = default_route(Family::ipv4);
  if (!route4) return fail(std::move(route4).error());
  auto route6 = default_route(Family::ipv6);
  if (!route6) return fail(std::move(route6).error());
  view.route4 = std::move(*route4);
  view.route6 = std::move(*route6);
  return {};
}

}  // namespace ddns::platform
