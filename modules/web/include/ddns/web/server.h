#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ddns/core/result.h"
#include "ddns/events/sink.h"
#include "ddns/web/message.h"

namespace ddns::web {

/// Where to listen.
struct ListenAddress {
  std::string host = "127.0.0.1";  ///< an address, or "localhost"; empty = all addresses
  std::uint16_t port = 9876;       ///< 0 = any free one

  /// True when only this machine can connect.
  [[nodiscard]] bool is_loopback() const;
  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

struct ServerSettings {
  ListenAddress listen = {};
  std::size_t max_body = std::size_t{64} << 10U;
  unsigned threads = 4;
  /// Whether a client may send another request on its connection. One that does holds a thread for two seconds more.
  bool keep_alive = true;
  /// A request has to arrive, header and body, within this time, and its answer to be taken within as much again.
  std::chrono::milliseconds patience = std::chrono::seconds{20};

  friend bool operator==(const ServerSettings&, const ServerSettings&) = default;
};

/// Answers one request. Called from several threads at once; may throw, which becomes a 500.
using Handler = std::function<Response(const Request&)>;

/// Maps a request to the name of its handler (a closed set: the `handler` label) and its answer.
struct Routed {
  std::string_view handler;
  Response response;
};
using Router = std::function<Routed(const Request&)>;

/// The listener. Wakes up only for requests. Every request ends in an HttpServed event.
class Server {
 public:
  /// Binds and starts. Errors: Reason::io (the port is taken: the message names it).
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerSettings& settings, Router router,
                                                             events::EventSink& sink);
  /// Stops accepting, asks the handlers that run to end (Request::stop) and waits for them, ends open connections,
  /// joins its threads.
  ~Server();

  /// Where it really listens, e.g. "127.0.0.1:9876".
  [[nodiscard]] const std::string& address() const noexcept;

  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::web
