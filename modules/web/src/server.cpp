#include "ddns/web/server.h"

#include <stop_token>

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/ThreadPool.h>

#include "connection.h"
#include "ddns/platform/thread_name.h"
#include "ddns/web/guard.h"
#include "listening_socket.h"

namespace ddns::web {

namespace {

/// Poco's threads have no names that the system knows: this names the one that the pool begins with. Those that it
/// adds are called like the one that accepts until they have a request.
class Namer final : public Poco::Runnable {
 public:
  void run() override { platform::name_thread("web"); }
};

class NamedServer final : public Poco::Net::HTTPServer {
 public:
  using HTTPServer::HTTPServer;

 protected:
  void run() override {
    platform::name_thread("web accept");
    HTTPServer::run();
  }
};

}  // namespace

struct Server::Impl {
  Impl(ListeningSocket bound, Router router, events::EventSink& sink, const ServerSettings& settings)
      : socket(std::move(bound)),
        pool("web", 1, static_cast<int>(settings.threads), 10),
        server(new ConnectionFactory({std::move(router), sink, in_flight, settings.max_body, stop.get_token()}), pool,
               socket.socket(), parameters(settings.threads)) {}

  void name_threads() {
    Namer namer;
    pool.start(namer);
    pool.joinAll();
  }

  static Poco::Net::HTTPServerParams::Ptr parameters(unsigned threads) {
    Poco::Net::HTTPServerParams::Ptr out = new Poco::Net::HTTPServerParams;
    out->setMaxQueued(64);
    out->setMaxThreads(static_cast<int>(threads));
    out->setTimeout(Poco::Timespan(10, 0));
    // Short: stopping has to wait for connections that are kept open.
    out->setKeepAliveTimeout(Poco::Timespan(2, 0));
    out->setMaxKeepAliveRequests(100);
    return out;
  }

  std::stop_source stop;
  InFlight in_flight;
  ListeningSocket socket;
  Poco::ThreadPool pool;
  NamedServer server;
  std::string address;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings, Router router, events::EventSink& sink) {
  auto socket = ListeningSocket::bind(settings.listen, settings.patience);
  if (!socket) return fail(std::move(socket).error());
  auto impl = std::make_unique<Impl>(std::move(*socket), std::move(router), sink, settings);
  impl->address = impl->socket.socket().address().toString();
  impl->name_threads();
  impl->server.start();
  return std::make_unique<Server>(std::move(impl));
}

Server::~Server() {
  if (!impl_) return;
  impl_->stop.request_stop();
  impl_->socket.wake();
  impl_->server.stop();
  // Who was told to stop gets time to say so to its client; then connections that are kept open are cut.
  impl_->in_flight.wait_for_none(std::chrono::seconds{1});
  impl_->server.stopAll(true);
  impl_->pool.joinAll();
}

const std::string& Server::address() const noexcept { return impl_->address; }

}  // namespace ddns::web
