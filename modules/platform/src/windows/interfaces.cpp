#include "ddns/platform/interfaces.h"

#include <algorithm>

#include "adapter_address.h"
#include "adapters.h"
#include "io_error.h"
#include "wide.h"

namespace ddns::platform {
namespace {

const IP_ADAPTER_ADDRESSES* adapter_of(const Adapters& adapters, NET_IFINDEX index) noexcept {
  const auto* adapter = adapters.first();
  while (adapter != nullptr && adapter->IfIndex != index && adapter->Ipv6IfIndex != index) adapter = adapter->Next;
  return adapter;
}

std::optional<DefaultRoute> default_route_in(const MIB_IPFORWARD_ROW2& row, const Adapters& adapters) {
  if (row.DestinationPrefix.PrefixLength != 0) return std::nullopt;
  const auto* adapter = adapter_of(adapters, row.InterfaceIndex);
  if (adapter == nullptr || adapter->OperStatus != IfOperStatusUp) return std::nullopt;
  DefaultRoute route{.interface_name = name_of(*adapter), .interface_index = static_cast<unsigned>(row.InterfaceIndex)};
  // What decides is the sum of the route's and the interface's metric.
  const bool v4 = row.DestinationPrefix.Prefix.si_family == AF_INET;
  route.metric = static_cast<std::uint32_t>(row.Metric + (v4 ? adapter->Ipv4Metric : adapter->Ipv6Metric));
  const auto gateway = address_in(reinterpret_cast<const sockaddr*>(&row.NextHop));
  const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
  if (gateway && !std::all_of(gateway->bytes().begin(), gateway->bytes().end(), is_zero)) route.gateway = gateway;
  return route;
}

}  // namespace

Result<std::vector<InterfaceAddress>> list_addresses() {
  const auto adapters = Adapters::read();
  if (!adapters) return fail(adapters.error());
  std::vector<InterfaceAddress> found;
  for (const auto* adapter = adapters->first(); adapter != nullptr; adapter = adapter->Next) {
    for (const auto* unicast = adapter->FirstUnicastAddress; unicast != nullptr; unicast = unicast->Next) {
      if (auto entry = address_of(*adapter, *unicast)) found.push_back(std::move(*entry));
    }
  }
  std::sort(found.begin(), found.end(), [](const InterfaceAddress& a, const InterfaceAddress& b) {
    return std::pair(a.interface_index, a.address) < std::pair(b.interface_index, b.address);
  });
  return found;
}

Result<std::vector<Interface>> list_interfaces() {
  const auto adapters = Adapters::read();
  if (!adapters) return fail(adapters.error());
  std::vector<Interface> found;
  for (const auto* adapter = adapters->first(); adapter != nullptr; adapter = adapter->Next) {
    Interface entry{.name = name_of(*adapter),
                    .index = index_of(*adapter),
                    .up = adapter->OperStatus != IfOperStatusNotPresent,
                    .running = adapter->OperStatus == IfOperStatusUp,
                    .loopback = adapter->IfType == IF_TYPE_SOFTWARE_LOOPBACK};
    constexpr ULONG mac_size = 6;
    if (adapter->PhysicalAddressLength == mac_size) {
      std::copy_n(adapter->PhysicalAddress, mac_size, entry.mac.emplace().begin());
    }
    found.push_back(std::move(entry));
  }
  std::sort(found.begin(), found.end(), [](const Interface& a, const Interface& b) { return a.index < b.index; });
  return found;
}

Result<std::optional<DefaultRoute>> default_route(Family family) {
  const auto adapters = Adapters::read();
  if (!adapters) return fail(adapters.error());
  MIB_IPFORWARD_TABLE2* table = nullptr;
  const auto error = ::GetIpForwardTable2(family == Family::ipv4 ? AF_INET : AF_INET6, &table);
  if (error == ERROR_NOT_FOUND || error == ERROR_FILE_NOT_FOUND) return std::optional<DefaultRoute>();
  if (error != NO_ERROR) return system_error("cannot read the routes", windows_error(error));
  std::optional<DefaultRoute> best;
  for (ULONG i = 0; i < table->NumEntries; ++i) {
    auto route = default_route_in(table->Table[i], *adapters);
    if (route && (!best || route->metric < best->metric)) best = std::move(route);
  }
  ::FreeMibTable(table);
  return best;
}

}  // namespace ddns::platform
