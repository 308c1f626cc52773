#pragma once

#include <Poco/Net/StreamSocket.h>

#include <cstdint>
#include <vector>

#include "ddns/core/ip_address.h"
#include "ddns/http/client.h"
#include "http_guard.h"

namespace ddns::transport {

/// Connects to the first address that takes the connection; the socket is non-blocking, without Nagle's delay (it
/// costs 40 ms a request). Errors: connect, timeout, cancelled, unavailable (`bind` does not exist here).
[[nodiscard]] Result<Poco::Net::StreamSocket> connect_first(const std::vector<IpAddress>& addresses, std::uint16_t port,
                                                            const http::HttpOptions& options, const Guard& guard);

}  // namespace ddns::transport
