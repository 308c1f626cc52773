#include "exclusive_socket.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>

#include "ddns/platform/port.h"

namespace ddns::web {

void ExclusiveSocket::claim(const Poco::Net::SocketAddress& address) {
  if (!initialized()) init(address.af());
  if (!platform::claim_port(static_cast<std::uintptr_t>(sockfd()))) error(address.toString());
}

void ExclusiveSocket::bind_here(const Poco::Net::SocketAddress& address) {
  if (::bind(sockfd(), address.addr(), address.length()) != 0) error(address.toString());
}

void ExclusiveSocket::bind(const Poco::Net::SocketAddress& address, bool /*reuse_address*/, bool /*reuse_port*/) {
  claim(address);
  bind_here(address);
}

void ExclusiveSocket::bind6(const Poco::Net::SocketAddress& address, bool /*reuse_address*/, bool /*reuse_port*/,
                            bool ipv6_only) {
  claim(address);
  setOption(IPPROTO_IPV6, IPV6_V6ONLY, ipv6_only ? 1 : 0);
  bind_here(address);
}

}  // namespace ddns::web
