#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <cstdint>

namespace ddns::test {

/// A handle of its own for a socket that somebody else uses and closes, so that another thread may end the connection
/// at any time. On POSIX and on Windows alike.
class SocketGrip {
 public:
  explicit SocketGrip(const Poco::Net::StreamSocket& socket);
  ~SocketGrip();
  SocketGrip(const SocketGrip&) = delete;
  SocketGrip& operator=(const SocketGrip&) = delete;

  /// Ends the connection in both directions: whoever reads or writes there returns.
  void shut() const noexcept;

 private:
  std::uintptr_t handle_;
};

/// The same for a socket nobody closes meanwhile.
void shut(const Poco::Net::StreamSocket& socket) noexcept;

/// Makes a blocked acceptConnection() of this socket return or throw.
void wake_acceptor(const Poco::Net::ServerSocket& listener) noexcept;

/// A client that went away must not end the test program.
void ignore_broken_pipes() noexcept;

}  // namespace ddns::test
