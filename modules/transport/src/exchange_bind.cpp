#include "exchange_bind.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SocketDefs.h>
#include <Poco/Net/SocketImpl.h>

#include <optional>

#include "ddns/core/text.h"
#include "ddns/platform/interfaces.h"

namespace ddns::transport {
namespace {

bool is_link_local(const IpAddress& address) {
  const auto bytes = address.bytes();
  return address.is_v6() && bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0x80;
}

Poco::Net::IPAddress to_poco(const IpAddress& address, unsigned scope) {
  const auto bytes = address.bytes();
  return {bytes.data(), static_cast<poco_socklen_t>(bytes.size()), scope};
}

unsigned scope_of(const std::string& bind) {
  if (!bind.empty()) {
    const auto interfaces = platform::list_interfaces();
    if (!interfaces) return 0;
    for (const platform::Interface& one : *interfaces) {
      if (one.name == bind) return one.index;
    }
    return 0;
  }
  const auto route = platform::default_route(Family::ipv6);
  return route && *route ? (*route)->interface_index : 0;
}

/// How much another address of the interface is to be liked less than a plain one.
int demerit(const platform::InterfaceAddress& candidate, const IpAddress& peer) {
  return (candidate.deprecated ? 2 : 0) + (is_link_local(candidate.address) != is_link_local(peer) ? 4 : 0);
}

bool bind_to_device(Poco::Net::Socket& socket, const std::string& interface_name) {
  if (IpAddress::parse(interface_name)) return false;
#ifdef SO_BINDTODEVICE
  try {
    socket.impl()->setRawOption(SOL_SOCKET, SO_BINDTODEVICE, interface_name.data(),
                                static_cast<poco_socklen_t>(interface_name.size()));
    return true;
  } catch (const Poco::Exception&) {
    return false;  // not allowed, or no such interface: the source address tells which
  }
#else
  static_cast<void>(socket);
  return false;
#endif
}

Result<Poco::Net::SocketAddress> source_address(const std::string& bind, const IpAddress& peer) {
  if (const auto address = IpAddress::parse(bind)) {
    if (address->family() == peer.family()) return Poco::Net::SocketAddress(to_poco(*address, 0), 0);
    return fail(Reason::unavailable,
                cat("cannot reach ", peer.to_string(), " from ", bind, ": one is IPv4, the other IPv6; change `bind`"));
  }
  const auto addresses = platform::list_addresses();
  if (!addresses) return fail(addresses.error());
  const platform::InterfaceAddress* best = nullptr;
  for (const platform::InterfaceAddress& candidate : *addresses) {
    const bool usable = candidate.interface_name == bind && candidate.address.family() == peer.family() &&
                        !candidate.tentative && !candidate.dad_failed;
    if (usable && (best == nullptr || demerit(candidate, peer) < demerit(*best, peer))) best = &candidate;
  }
  if (best == nullptr) {
    return fail(Reason::unavailable,
                cat("there is no interface `", bind, "` with an ", to_string(peer.family()), " address"));
  }
  const unsigned scope = is_link_local(best->address) ? best->interface_index : 0;
  return Poco::Net::SocketAddress(to_poco(best->address, scope), 0);
}

}  // namespace

Poco::Net::SocketAddress peer_address(const dns::Server& server, const std::string& bind) {
  const unsigned scope = is_link_local(server.address) ? scope_of(bind) : 0;
  return {to_poco(server.address, scope), server.port};
}

Status bind_socket(Poco::Net::Socket& socket, const std::string& bind, const IpAddress& peer) {
  if (bind.empty() || bind_to_device(socket, bind)) return {};
  const auto source = source_address(bind, peer);
  if (!source) return fail(source.error());
  socket.impl()->bind(*source, false);
  return {};
}

}  // namespace ddns::transport
