#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include "ddns/core/result.h"
#include "ddns/web/server.h"

namespace ddns::web {

/// Where clients knock. Waiting for them costs no wake-up, and wake() ends it. The connections are TimedSockets.
class ListeningSocket {
 public:
  [[nodiscard]] static Result<ListeningSocket> bind(const ListenAddress& address, std::chrono::milliseconds limit);

  /// Where it really listens, e.g. "127.0.0.1:9876".
  [[nodiscard]] std::string address() const { return socket_->address().toString(); }
  /// Waits for the next client; nothing once wake() was called. Errors are waited out: a client that went away before
  /// it was let in, or too many open files.
  [[nodiscard]] std::unique_ptr<Poco::Net::StreamSocket> accept() const;
  /// Ends a waiting accept(), whatever has become of the address meanwhile. Thread-safe; final.
  void wake() noexcept;

 private:
  class Impl;
  explicit ListeningSocket(Impl* impl);
  Impl* impl_;  ///< owned by socket_ through Poco's reference count
  std::shared_ptr<Poco::Net::ServerSocket> socket_;
};

}  // namespace ddns::web
