#pragma once

#include <Poco/Net/Socket.h>
#include <Poco/Net/SocketAddress.h>

#include <string>

#include "ddns/core/result.h"
#include "ddns/dns/exchange.h"

namespace ddns::transport {

/// The server's address; a link-local one gets the scope of the interface it is to be reached over.
[[nodiscard]] Poco::Net::SocketAddress peer_address(const dns::Server& server, const std::string& bind);

/// Binds a socket that has a family but is not connected yet: to the device where `bind` names one and the system
/// allows it, else to a source address. Errors: Reason::unavailable saying what is missing. Poco's exceptions pass
/// through.
[[nodiscard]] Status bind_socket(Poco::Net::Socket& socket, const std::string& bind, const IpAddress& peer);

}  // namespace ddns::transport
