#include "ddns/transport/exchange.h"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketImpl.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Timespan.h>

#include <algorithm>
#include <chrono>

#include "ddns/core/text.h"
#include "exchange_bind.h"

namespace ddns::transport {
namespace {

using Poco::Net::Socket;

constexpr std::chrono::milliseconds slice{250};
constexpr std::size_t largest_message = 65535;
constexpr std::size_t header_size = 12;

/// One message's way there and back.
class Round {
 public:
  Round(const Clock& clock, std::span<const std::uint8_t> message, const dns::Server& server,
        const dns::ExchangeOptions& options)
      : clock_(clock), message_(message), server_(server), options_(options) {}

  Result<dns::Bytes> run() {
    try {
      return options_.transport == dns::Transport::udp ? over_udp() : over_tcp();
    } catch (const Poco::Net::ConnectionRefusedException&) {
      return fail(Reason::connect, cat(who(), ": nobody listens there"));
    } catch (const Poco::TimeoutException&) {
      return fail(Reason::timeout, cat(who(), " did not answer in time"), effect());
    } catch (const Poco::Net::NetException& exception) {
      return broken(exception);
    } catch (const Poco::IOException& exception) {
      return left_ ? fail(Reason::io, cat(who(), ": ", exception.displayText()), effect()) : broken(exception);
    } catch (const Poco::Exception& exception) {
      return fail(Reason::io, cat(who(), ": ", exception.displayText()), effect());
    }
  }

 private:
  [[nodiscard]] std::string who() const {
    return cat("name server ", server_.to_string(), options_.transport == dns::Transport::udp ? " (UDP)" : " (TCP)");
  }
  [[nodiscard]] Effect effect() const { return left_ ? Effect::unknown : Effect::none; }
  [[nodiscard]] Result<dns::Bytes> broken(const Poco::Exception& exception) const {
    // An ICMP "port unreachable" arrives as a reset on Windows.
    return fail(Reason::connect, cat(who(), ": ", exception.displayText()), effect());
  }

  /// Until the socket is ready for `mode`, or one of stop and deadline ends the call.
  Status wait(const Socket& socket, int mode) const {
    while (true) {
      if (options_.stop.stop_requested()) return fail(Reason::cancelled, cat(who(), ": stopped waiting"), effect());
      const auto left = options_.deadline.remaining(clock_.steady());
      if (left.count() == 0) return fail(Reason::timeout, cat(who(), " did not answer in time"), effect());
      const auto span = std::min(left, slice);
      if (socket.poll(Poco::Timespan(std::chrono::microseconds(span).count()), mode)) return {};
    }
  }

  bool answers_ours(std::span<const std::uint8_t> answer) const {
    return answer.size() >= header_size && answer[0] == message_[0] && answer[1] == message_[1] &&
           (answer[2] & 0x80U) != 0;
  }

  Result<dns::Bytes> over_udp() {
    const auto peer = peer_address(server_, options_.bind);
    Poco::Net::DatagramSocket socket(peer.family());
    const auto bound = bind_socket(socket, options_.bind, server_.address);
    if (!bound) return fail(bound.error());
    socket.connect(peer);
    socket.setBlocking(false);
    if (const auto ready = wait(socket, Socket::SELECT_WRITE); !ready) return fail(ready.error());
    if (socket.sendBytes(message_.data(), static_cast<int>(message_.size())) != static_cast<int>(message_.size())) {
      return fail(Reason::io, cat(who(), ": the datagram could not be sent"));
    }
    left_ = true;
    dns::Bytes buffer(largest_message);
    while (true) {
      if (const auto ready = wait(socket, Socket::SELECT_READ | Socket::SELECT_ERROR); !ready)
        return fail(ready.error());
      const int size = socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
      if (size <= 0 || !answers_ours(std::span(buffer).first(static_cast<std::size_t>(size)))) continue;
      return dns::Bytes(buffer.begin(), buffer.begin() + size);
    }
  }

  Result<dns::Bytes> over_tcp() {
    const auto peer = peer_address(server_, options_.bind);
    Poco::Net::StreamSocket socket(peer.family());
    const auto bound = bind_socket(socket, options_.bind, server_.address);
    if (!bound) return fail(bound.error());
    if (const auto connected = connect(socket, peer); !connected) return fail(connected.error());
    socket.setNoDelay(true);
    dns::Bytes framed{static_cast<std::uint8_t>(message_.size() >> 8U), static_cast<std::uint8_t>(message_.size())};
    framed.insert(framed.end(), message_.begin(), message_.end());
    if (const auto sent = send_all(socket, framed); !sent) return fail(sent.error());

    auto prefix = receive_all(socket, 2);
    if (!prefix) return prefix;
    auto answer = receive_all(socket, static_cast<std::size_t>((*prefix)[0] << 8U | (*prefix)[1]));
    if (answer && !answers_ours(*answer)) {
      return fail(Reason::malformed, cat(who(), " sent what is no answer to the message"), effect());
    }
    return answer;
  }

  Status connect(Poco::Net::StreamSocket& socket, const Poco::Net::SocketAddress& peer) {
    socket.connectNB(peer);
    if (auto ready = wait(socket, Socket::SELECT_WRITE | Socket::SELECT_ERROR); !ready) return ready;
    if (socket.impl()->socketError() != 0)
      return fail(Reason::connect, cat(who(), ": no connection; nobody listens, or no route"));
    return {};
  }

  Status send_all(Poco::Net::StreamSocket& socket, std::span<const std::uint8_t> data) {
    while (!data.empty()) {
      if (auto ready = wait(socket, Socket::SELECT_WRITE); !ready) return ready;
      const int sent = socket.sendBytes(data.data(), static_cast<int>(data.size()));
      if (sent > 0) data = data.subspan(static_cast<std::size_t>(sent));
      // A server acts on whole messages only: until the last octet is handed over nothing can have happened.
      left_ = data.empty();
    }
    return {};
  }

  Result<dns::Bytes> receive_all(Poco::Net::StreamSocket& socket, std::size_t size) {
    dns::Bytes data(size);
    for (std::size_t have = 0; have < size;) {
      if (const auto ready = wait(socket, Socket::SELECT_READ | Socket::SELECT_ERROR); !ready)
        return fail(ready.error());
      const int count = socket.receiveBytes(data.data() + have, static_cast<int>(size - have));
      if (count == 0) return fail(Reason::connect, cat(who(), " closed the connection before it answered"), effect());
      if (count > 0) have += static_cast<std::size_t>(count);
    }
    return data;
  }

  const Clock& clock_;
  std::span<const std::uint8_t> message_;
  const dns::Server& server_;
  const dns::ExchangeOptions& options_;
  bool left_ = false;
};

}  // namespace

Result<dns::Bytes> SocketExchange::exchange(std::span<const std::uint8_t> message, const dns::Server& server,
                                            const dns::ExchangeOptions& options) {
  if (message.size() < header_size || message.size() > largest_message) {
    return fail(Reason::internal, cat("a DNS message cannot have ", message.size(), " octets"));
  }
  return Round(clock_, message, server, options).run();
}

}  // namespace ddns::transport
