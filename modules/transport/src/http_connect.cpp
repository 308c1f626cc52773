#include "http_connect.h"

#include <Poco/Error.h>
#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketImpl.h>
#include <Poco/Timespan.h>

#include <algorithm>

#include "ddns/core/text.h"
#include "exchange_bind.h"

namespace ddns::transport {
namespace {

using Poco::Net::Socket;
using Poco::Net::StreamSocket;

constexpr std::size_t kMostAttempts = 8;
/// Long enough for a packet around the world and back.
constexpr std::chrono::milliseconds kShortestShare{400};

Status wait_connected(const StreamSocket& socket, Deadline until, const Guard& guard) {
  while (true) {
    if (auto over = guard.over(Stage::connect)) return fail(std::move(*over));
    const auto left = until.remaining(guard.now());
    if (left.count() == 0) return fail(Reason::connect, cat(guard.origin(), ": no answer to the connection attempt"));
    const auto span = std::chrono::microseconds(std::min(left, guard.slice()));
    if (socket.poll(Poco::Timespan(span.count()), Socket::SELECT_WRITE | Socket::SELECT_ERROR)) break;
  }
  const int code = socket.impl()->socketError();
  if (code == 0) return {};
  if (code == POCO_ECONNREFUSED) throw Poco::Net::ConnectionRefusedException();
  return fail(Reason::connect, cat(guard.origin(), ": no connection: ", Poco::Error::getMessage(code)));
}

Result<StreamSocket> attempt(const IpAddress& address, std::uint16_t port, const std::string& bind, Deadline until,
                             const Guard& guard) {
  try {
    const auto remote = peer_address({address, port}, bind);
    StreamSocket socket(remote.family());
    if (auto bound = bind_socket(socket, bind, address); !bound) return fail(std::move(bound).error());
    socket.setNoDelay(true);
    socket.connectNB(remote);
    if (auto connected = wait_connected(socket, until, guard); !connected) return fail(std::move(connected).error());
    return socket;
  } catch (const Poco::Exception& failure) {
    return fail(map_failure(failure, Stage::connect, guard.origin()));
  }
}

}  // namespace

Result<StreamSocket> connect_first(const std::vector<IpAddress>& addresses, std::uint16_t port,
                                   const http::HttpOptions& options, const Guard& guard) {
  const Deadline whole = Deadline::after(guard.clock(), options.connect_timeout);
  const std::size_t count = std::min(addresses.size(), kMostAttempts);
  Result<StreamSocket> result = fail(Reason::connect, cat(guard.origin(), ": no address to connect to"));
  for (std::size_t i = 0; i < count; ++i) {
    const auto left = whole.remaining(guard.now());
    if (i > 0 && left.count() == 0) break;
    const auto share = std::max(left / static_cast<int>(count - i), std::min(left, kShortestShare));
    result = attempt(addresses[i], port, options.bind, Deadline::after(guard.clock(), share), guard);
    if (result || guard.over(Stage::connect)) return result;
  }
  if (count > 1) result.error().message += cat(" (", count, " addresses were tried)");
  return result;
}

}  // namespace ddns::transport
