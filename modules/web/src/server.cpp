#include "ddns/web/server.h"

#include <stop_token>
#include <system_error>
#include <thread>

#include "connection.h"
#include "connections.h"
#include "ddns/core/text.h"
#include "ddns/platform/thread_name.h"
#include "listening_socket.h"

namespace ddns::web {

struct Server::Impl {
  Impl(ListeningSocket bound, Router router, events::EventSink& sink, const ServerSettings& settings)
      : socket(std::move(bound)),
        address(socket.address()),
        connections(new ConnectionFactory({std::move(router), sink, in_flight, settings.max_body, stop.get_token()}),
                    parameters(settings.keep_alive), settings.threads),
        doorkeeper([this] {
          platform::name_thread("web accept");
          while (auto client = socket.accept()) connections.take(std::move(client));
        }) {}

  ~Impl() {
    stop.request_stop();
    socket.wake();
    doorkeeper.join();
    connections.close();
    // Who was told to stop gets time to say so to its client.
    in_flight.wait_for_none(std::chrono::seconds{1});
    connections.cut();
  }

  static Poco::Net::HTTPServerParams::Ptr parameters(bool keep_alive) {
    Poco::Net::HTTPServerParams::Ptr out = new Poco::Net::HTTPServerParams;
    out->setTimeout(Poco::Timespan(10, 0));
    out->setKeepAlive(keep_alive);
    // Short: a connection that is kept open keeps a thread.
    out->setKeepAliveTimeout(Poco::Timespan(2, 0));
    out->setMaxKeepAliveRequests(100);
    return out;
  }

  std::stop_source stop;
  InFlight in_flight;
  ListeningSocket socket;
  const std::string address;
  Connections connections;
  std::thread doorkeeper;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings, Router router, events::EventSink& sink) {
  auto socket = ListeningSocket::bind(settings.listen, settings.patience);
  if (!socket) return fail(std::move(socket).error());
  try {
    return std::make_unique<Server>(std::make_unique<Impl>(std::move(*socket), std::move(router), sink, settings));
  } catch (const std::system_error& thrown) {
    return fail(Reason::io, cat("the listener cannot start its thread: ", thrown.what()));
  }
}

Server::~Server() = default;

const std::string& Server::address() const noexcept { return impl_->address; }

}  // namespace ddns::web
