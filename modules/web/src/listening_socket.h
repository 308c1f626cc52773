#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <Poco/Net/ServerSocket.h>

#include "ddns/core/result.h"
#include "ddns/web/server.h"

namespace ddns::web {

/// Poco's TCPServer asks its socket for connections four times a second, for ever. This socket answers such a question
/// only when there is a connection, or once wake() was called: an idle listener costs no wake-up. Its connections are
/// TimedSockets.
class ListeningSocket {
 public:
  [[nodiscard]] static Result<ListeningSocket> bind(const ListenAddress& address, std::chrono::milliseconds limit);

  [[nodiscard]] const Poco::Net::ServerSocket& socket() const noexcept { return *socket_; }
  /// Lets a waiting TCPServer look at its stop flag, whatever has become of the address meanwhile; connections are
  /// accepted no more. Thread-safe; final.
  void wake() noexcept;

 private:
  class Impl;
  explicit ListeningSocket(Impl* impl);
  Impl* impl_;  ///< owned by socket_ through Poco's reference count
  std::shared_ptr<Poco::Net::ServerSocket> socket_;
};

}  // namespace ddns::web
