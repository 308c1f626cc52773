#include "listener.h"

#include "catalogue_text.h"
#include "ddns/config/international.h"
#include "ddns/web/pages.h"
#include "history_text.h"

namespace ddns::app {
namespace {

/// A request while it is being handled.
class Counted {
 public:
  explicit Counted(std::atomic<unsigned>& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<unsigned>& count_;
};

}  // namespace

void Listener::begin(const config::Configuration& configuration) {
  take(configuration);
  if (listen_) open(*listen_);
}

Status Listener::reload(const config::Configuration& configuration) {
  if (!configuration.listen) {
    server_.reset();
    if (listen_) core_.publish(events::ListenerChanged{});
  } else if (configuration.listen != listen_) {
    if (auto moved = move_to(*configuration.listen); !moved) return moved;
  } else if (!server_) {
    open(*listen_);
  }
  take(configuration);
  return {};
}

void Listener::take(const config::Configuration& configuration) {
  listen_ = configuration.listen;
  stale_after_ = configuration.engine.health.stale_after.count();
  const std::lock_guard lock(mutex_);
  token_ = configuration.web.token;
}

void Listener::open(const config::Listen& listen) {
  auto server = start(listen);
  if (!server) return core_.publish(events::ListenerChanged{{}, server.error()});
  server_ = std::move(*server);
  core_.publish(events::ListenerChanged{server_->address(), {}});
}

/// The new one first, so that nothing is lost when it cannot be had. Where only the old one is in its way (the same
/// port of other addresses), that has to end before, and comes back if it was in vain.
Status Listener::move_to(const config::Listen& listen) {
  auto server = start(listen);
  if (!server && server_ && listen_->port == listen.port) {
    server_.reset();
    server = start(listen);
    if (!server) open(*listen_);
  }
  if (!server) return fail(server.error());
  server_ = std::move(*server);
  core_.publish(events::ListenerChanged{server_->address(), {}});
  return {};
}

Result<std::unique_ptr<web::Server>> Listener::start(const config::Listen& listen) {
  const web::ServerSettings settings{.listen = {listen.host, listen.port}};
  web::Services services{
      .clock = core_.clock(),
      .board = core_.board(),
      .control = core_.engine(),
      .health_rules = [this] { return events::HealthRules{std::chrono::seconds{stale_after_}}; },
      .metrics_page = [this] { return core_.metrics_page(in_flight_); },
      .metrics_content_type = std::string(metrics::content_type),
      .history_json = [this](const web::HistoryQuestion& question) { return history_json(core_.store(), question); },
      .providers_json = [] { return catalogue_json(); },
      .version = DDNS_VERSION,
      .max_waiting = settings.threads - 2,
      .ascii_name = config::to_ascii_name};
  auto rules = [this, loopback = settings.listen.is_loopback()] {
    const std::lock_guard lock(mutex_);
    return web::GuardRules{.loopback_listener = loopback, .token = token_};
  };
  auto router = [this, route = web::make_router(std::move(services), rules)](const web::Request& request) {
    const Counted counted(in_flight_);
    return route(request);
  };
  return web::Server::start(settings, std::move(router), core_.sink());
}

}  // namespace ddns::app
