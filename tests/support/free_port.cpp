#include "support/free_port.h"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <stdexcept>

namespace ddns::test {

std::uint16_t free_port(const std::string& address) {
  using Poco::Net::SocketAddress;
  for (int i = 0; i < 50; ++i) {
    const Poco::Net::ServerSocket tcp(SocketAddress(address, 0));
    try {
      const Poco::Net::DatagramSocket udp(SocketAddress(address, tcp.address().port()));
      return tcp.address().port();
    } catch (const Poco::Exception&) {  // taken for UDP: another one
    }
  }
  throw std::runtime_error("no port is free for both TCP and UDP");
}

}  // namespace ddns::test
