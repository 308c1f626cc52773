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
  {
    const std::lock_guard lock(mutex_);
    token_ = configuration.web.token;
  }
  if (!configuration.listen) {
    server_.reset();
    listen_.reset();
  } else if (!server_ || stays_ || listen_ != configuration.listen) {
    move_to(*configuration.listen);
  }
}

/// The new one first, so that nothing is lost when it cannot be had. Where only the old one is in its way (the same
/// port of other addresses), that has to end before, and comes back if it was in vain.
void Listener::move_to(const config::Listen& listen) {
  if (server_ && listen_ == listen) {
    stays_ = false;  // it was to move, could not, and need not any more
    return core_.publish(events::ListenerChanged{server_->address(), {}});
  }
  auto server = start(listen);
  if (!server && server_ && listen_->port == listen.port) {
    server_.reset();
    server = start(listen);
    if (!server) {
      if (auto former = start(*listen_)) server_ = std::move(*former);
    }
  }
  stays_ = !server && server_;
  if (server) {
    server_ = std::move(*server);
    listen_ = listen;
    core_.publish(events::ListenerChanged{server_->address(), {}});
  } else {
    core_.publish(events::ListenerChanged{server_ ? server_->address() : std::string(), server.error()});
  }
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
      .max_waiting = settings.threads - 2};
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
