#pragma once

#include <Poco/Net/ServerSocketImpl.h>

namespace ddns::web {

/// Binds so that no other program gets the same port: Poco's own bind() with "reuse address" would, on Windows, let any
/// program of the machine take the port over while this one serves.
class ExclusiveSocket : public Poco::Net::ServerSocketImpl {
 public:
  using ServerSocketImpl::bind;
  using ServerSocketImpl::bind6;
  /// The flags are for Poco's callers; what they mean differs between systems, so platform::claim_port() decides.
  void bind(const Poco::Net::SocketAddress& address, bool reuse_address, bool reuse_port) override;
  void bind6(const Poco::Net::SocketAddress& address, bool reuse_address, bool reuse_port, bool ipv6_only) override;

 private:
  void claim(const Poco::Net::SocketAddress& address);
  void bind_here(const Poco::Net::SocketAddress& address);
};

}  // namespace ddns::web
