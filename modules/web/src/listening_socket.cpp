#include "listening_socket.h"
#include "exclusive_socket.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Timespan.h>

#include "ddns/core/text.h"
#include "timed_socket.h"

namespace ddns::web {

class ListeningSocket::Impl final : public ExclusiveSocket {
 public:
  explicit Impl(std::chrono::milliseconds limit) : limit_(limit) {}

  Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& client) override {
    sockaddr_storage from{};
    poco_socklen_t length = sizeof from;
    auto* address = reinterpret_cast<sockaddr*>(&from);
    const poco_socket_t accepted = ::accept(sockfd(), address, &length);
    if (accepted == POCO_INVALID_SOCKET) error();
    client = Poco::Net::SocketAddress(address, length);
    return new TimedSocket(accepted, limit_);
  }

  [[nodiscard]] bool stopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }

  /// Not at once again: what is short now may come back.
  void wait_out_an_error() {
    std::unique_lock lock(mutex_);
    stop_.wait_for(lock, std::chrono::milliseconds{100}, [this] { return stopped_; });
  }

  void wake() noexcept {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
      stop_.notify_all();
    }
    // Linux ends a wait with this even if the address has left the machine, or its family was switched off. Elsewhere
    // a listening socket cannot be shut down: there somebody has to knock, and where no door is left to knock at, the
    // wait ends because its socket is gone.
    if (done([this] { shutdownReceive(); })) return;
    for (const auto& door : doors()) {
      if (done([&] { Poco::Net::StreamSocket().connect(door, Poco::Timespan(1, 0)); })) return;
    }
    (void)done([this] { close(); });
  }

 private:
  ~Impl() override = default;

  template <class Action>
  static bool done(Action action) noexcept {
    try {
      action();
      return true;
    } catch (const Poco::Exception&) {
      return false;
    }
  }

  /// A socket for both families may have lost one of them.
  std::vector<Poco::Net::SocketAddress> doors() noexcept {
    std::vector<Poco::Net::SocketAddress> out;
    (void)done([&] {
      const auto own = address();
      if (!own.host().isWildcard()) return out.push_back(own);
      for (const char* loopback : {"127.0.0.1", "::1"}) out.emplace_back(loopback, own.port());
    });
    return out;
  }

  const std::chrono::milliseconds limit_;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ = false;
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

std::unique_ptr<Poco::Net::StreamSocket> ListeningSocket::accept() const {
  while (!impl_->stopped()) {
    try {
      auto client = std::make_unique<Poco::Net::StreamSocket>(socket_->acceptConnection());
      if (impl_->stopped()) break;
      // Answers are written in few pieces; none of them is to wait for the client's acknowledgement of the last.
      client->setNoDelay(true);
      return client;
    } catch (const Poco::Exception&) {
      impl_->wait_out_an_error();
    }
  }
  return nullptr;
}

Result<ListeningSocket> ListeningSocket::bind(const ListenAddress& address, std::chrono::milliseconds limit) {
  // Poco's shorter overloads share the port (SO_REUSEPORT) with whoever else does: then two programs would answer in
  // turn.
  try {
    ListeningSocket out(new Impl(limit));
    if (address.host.empty()) {
      // One socket for both families; a machine without IPv6 gets the IPv4 wildcard.
      try {
        out.socket_->bind6(Poco::Net::SocketAddress("::", address.port), true, false, false);
      } catch (const Poco::Exception&) {
        out = ListeningSocket(new Impl(limit));
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
