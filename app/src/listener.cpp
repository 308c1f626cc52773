#include "listener.h"

#include "catalogue_text.h"
#include "ddns/web/pages.h"
#include "history_text.h"

namespace ddns::app {

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
      .metrics_page = [this] { return core_.metrics_page(); },
      .metrics_content_type = std::string(metrics::content_type),
      .history_json = [this](const web::HistoryQuestion& question) { return history_json(core_.store(), question); },
      .providers_json = [] { return catalogue_json(); },
      .version = DDNS_VERSION};
  const web::ServerSettings settings{.listen = {listen.host, listen.port}};
  const web::GuardRules rules{.loopback_listener = settings.listen.is_loopback(), .token = token};
  auto server = web::Server::start(settings, web::make_router(std::move(services), rules), core_.sink());
  if (server) {
    server_ = std::move(*server);
    core_.publish(events::ListenerChanged{server_->address(), {}});
  } else {
    core_.publish(events::ListenerChanged{{}, server.error()});
  }
}

}  // namespace ddns::app
