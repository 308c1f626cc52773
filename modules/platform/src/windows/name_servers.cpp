#include "ddns/platform/name_servers.h"

#include <algorithm>

#include "adapters.h"
#include "ddns/core/text.h"

namespace ddns::platform {
namespace {

/// fec0:0:0:ffff::1 to 3: what Windows puts in where nobody configured a server; nothing answers there.
bool placeholder(const IpAddress& address) {
  const auto bytes = address.bytes();
  return address.is_v6() && bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0xC0;
}

}  // namespace

std::vector<NameServer> system_name_servers() {
  std::vector<NameServer> servers;
  const auto adapters = Adapters::read();
  if (!adapters) return servers;
  for (const auto* adapter = adapters->first(); adapter != nullptr; adapter = adapter->Next) {
    if (adapter->OperStatus != IfOperStatusUp || adapter->IfType == IF_TYPE_SOFTWARE_LOOPBACK) continue;
    for (const auto* entry = adapter->FirstDnsServerAddress; entry != nullptr; entry = entry->Next) {
      const auto address = address_in(entry->Address.lpSockaddr);
      if (!address || placeholder(*address)) continue;
      NameServer server{.address = *address};
      const bool link_local = address->is_v6() && address->bytes()[0] == 0xFE && (address->bytes()[1] & 0xC0) == 0x80;
      // Windows writes zones as numbers.
      if (link_local) server.interface_name = cat(adapter->Ipv6IfIndex);
      if (std::find(servers.begin(), servers.end(), server) == servers.end()) servers.push_back(std::move(server));
    }
  }
  return servers;
}

}  // namespace ddns::platform
