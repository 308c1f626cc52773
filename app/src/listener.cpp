#include "listener.h"

#include "catalogue_text.h"
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

void Listener::apply(const config::Configuration& configuration) {
  stale_after_ = configuration.engine.health.stale_after.count();
  if (server_ && listen_ == configuration.listen && settings_ == configuration.web) return;
  server_.reset();
  listen_ = configuration.listen;
  settings_ = configuration.web;
  if (listen_) start(*listen_, settings_.token);
}

void Listener::start(const config::Listen& listen, const Secret& token) {
  web::Services services{
      .clock = core_.clock(),
      .board = core_.board(),
      .control = core_.engine(),
      .health_rules = [this] { return events::HealthRules{std::chrono::seconds{stale_after_}}; },
      .metrics_page = [this] { return core_.metrics_page(in_flight_); },
      .metrics_content_type = std::string(metrics::content_type),
      .history_json = [this](const web::HistoryQuestion& question) { return history_json(core_.store(), question); },
      .providers_json = [] { return catalogue_json(); },
      .version = DDNS_VERSION};
  const web::ServerSettings settings{.listen = {listen.host, listen.port}};
  const web::GuardRules rules{.loopback_listener = settings.listen.is_loopback(), .token = token};
  auto router = [this, route = web::make_router(std::move(services), rules)](const web::Request& request) {
    const Counted counted(in_flight_);
    return route(request);
  };
  auto server = web::Server::start(settings, std::move(router), core_.sink());
  if (server) {
    server_ = std::move(*server);
    core_.publish(events::ListenerChanged{server_->address(), {}});
  } else {
    core_.publish(events::ListenerChanged{{}, server.error()});
  }
}

}  // namespace ddns::app
