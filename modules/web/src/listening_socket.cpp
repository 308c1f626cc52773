#include "listening_socket.h"
#include "exclusive_socket.h"

#include <atomic>

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Timespan.h>

#include "ddns/core/text.h"

namespace ddns::web {

class ListeningSocket::Impl final : public ExclusiveSocket {
 public:
  /// Longer than any process lives, short enough for every poll implementation.
  static constexpr int day_in_seconds = 24 * 3600;

  bool poll(const Poco::Timespan& timeout, int mode) override {
    if (stopped_) return ServerSocketImpl::poll(timeout, mode);
    return ServerSocketImpl::poll(Poco::Timespan(day_in_seconds, 0), mode);
  }

  void wake() noexcept {
    stopped_ = true;
    // The one portable way to end a wait on a listening socket without closing it under the waiting thread.
    try {
      auto target = address();
      if (target.host().isWildcard()) {
        const auto loopback = target.family() == Poco::Net::SocketAddress::IPv6 ? "::1" : "127.0.0.1";
        target = Poco::Net::SocketAddress(loopback, target.port());
      }
      Poco::Net::StreamSocket knock;
      knock.connect(target, Poco::Timespan(1, 0));
    } catch (const Poco::Exception&) {
      // Nobody waits any more, or the queue is full and the wait ends by itself.
    }
  }

 private:
  ~Impl() override = default;
  std::atomic<bool> stopped_{false};
};

namespace {

/// ServerSocket's constructor for an own implementation is protected.
class OwnSocket final : public Poco::Net::ServerSocket {
 public:
  explicit OwnSocket(Poco::Net::SocketImpl* impl) : ServerSocket(impl, true) {}
};

}  // namespace

ListeningSocket::ListeningSocket(Impl* impl) : impl_(impl), socket_(std::make_shared<OwnSocket>(impl)) {}

void ListeningSocket::wake() noexcept { impl_->wake(); }

Result<ListeningSocket> ListeningSocket::bind(const ListenAddress& address) {
  // Poco's shorter overloads share the port (SO_REUSEPORT) with whoever else does: then two programs would answer in
  // turn.
  try {
    ListeningSocket out(new Impl);
    if (address.host.empty()) {
      // One socket for both families; a machine without IPv6 gets the IPv4 wildcard.
      try {
        out.socket_->bind6(Poco::Net::SocketAddress("::", address.port), true, false, false);
      } catch (const Poco::Exception&) {
        out = ListeningSocket(new Impl);
        out.socket_->bind(Poco::Net::SocketAddress("0.0.0.0", address.port), true, false);
      }
    } else {
      const std::string host = iequals(address.host, "localhost") ? "127.0.0.1" : address.host;
      const Poco::Net::SocketAddress where(host, address.port);
      where.family() == Poco::Net::SocketAddress::IPv6 ? out.socket_->bind6(where, true, false, true)
                                                       : out.socket_->bind(where, true, false);
    }
    out.socket_->listen(64);
    return out;
  } catch (const Poco::Exception& thrown) {
    return fail(Reason::io,
                cat("cannot listen on ", address.host.empty() ? "all addresses" : address.host, " port ", address.port,
                    ": ", thrown.displayText(), "; is another program there? choose another with listen: or -l"));
  }
}

}  // namespace ddns::web
