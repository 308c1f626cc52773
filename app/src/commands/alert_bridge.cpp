#include <iostream>
#include <mutex>

#include "commands.h"
#include "config_file.h"
#include "ddns/core/clock.h"
#include "ddns/core/text.h"
#include "ddns/events/sink.h"
#include "ddns/log/logger.h"
#include "ddns/log/observer.h"
#include "ddns/metrics/metrics.h"
#include "ddns/notify/bridge.h"
#include "ddns/platform/host.h"
#include "ddns/platform/memory.h"
#include "ddns/platform/process_figures.h"
#include "ddns/platform/sd_notify.h"
#include "ddns/platform/signals.h"
#include "ddns/platform/wait_set.h"
#include "ddns/transport/http_client.h"
#include "ddns/web/guard.h"
#include "ddns/web/server.h"

namespace ddns::app {
namespace {

constexpr std::uint16_t default_port = 9877;
/// A group of some thousand alerts.
constexpr std::size_t max_body = 4U << 20U;
constexpr std::string_view alertmanager_path = "/alertmanager/";

/// Beside the sidecar's own log file another process would be in the way: this one writes to standard output, where
/// journald and container engines fetch it.
log::Settings log_settings(const config::LogSettings& in) {
  return {.level = static_cast<log::Level>(in.level),
          .path = {},
          .rotation = log::Rotation::none,
          .format = static_cast<log::Format>(in.format),
          .to_stdout = true};
}

/// Of the metrics page what this process has: a cycle or record that it does not keep would look like one that stands
/// still.
std::string own_families(const std::string& page) {
  static constexpr std::string_view prefixes[]{"ddns_bridge_",       "ddns_build_info", "ddns_config_",
                                               "ddns_http_request_", "ddns_log_",       "process_"};
  std::string out;
  for (const auto line : split(page, '\n')) {
    const auto name = line.starts_with("# ") ? line.substr(std::min<std::size_t>(7, line.size())) : line;
    for (const auto prefix : prefixes) {
      if (name.starts_with(prefix)) out.append(line).append("\n");
    }
  }
  return out;
}

/// What one process of the bridge consists of; the order is that of dependence.
class BridgeProcess {
 public:
  explicit BridgeProcess(const ConfigFile& config)
      : logger_(log_settings(config.configuration.log), {DDNS_VERSION, platform::host_name(), platform::process_id()},
                clock_, secrets_),
        log_observer_(logger_),
        metrics_(metrics::BuildInfo{DDNS_VERSION, DDNS_REVISION, DDNS_COMPILER}),
        sink_({&log_observer_, &metrics_}),
        http_(clock_, "ddns-sidecar/" DDNS_VERSION),
        bridge_({clock_, http_, sink_, [this](std::string text) { return secrets_.mask(std::move(text)); }}, {}) {
    log::install_poco_bridge(logger_);
    apply(config, false);
  }

  void apply(const ConfigFile& config, bool reload) {
    http_.forget_trust();
    secrets_.know(config.configuration.secrets);
    const auto& settings = config.configuration.bridge;
    events::ConfigLoaded loaded{
        .path = config.path, .setup = {}, .reload = reload, .warnings = static_cast<unsigned>(config.warnings.size())};
    for (const auto& robot : settings.robots) loaded.setup.robots.push_back(robot.id);
    publish(std::move(loaded));
    bridge_.configure(settings);
    const std::lock_guard lock(mutex_);
    token_ = settings.token;
  }

  /// The former configuration stays in force.
  void reject(const std::string& path, const Diagnostics& diagnostics) {
    events::ConfigRejected rejected{.path = path, .errors = 0, .first = {}};
    for (const auto& diagnostic : diagnostics) {
      logger_.write(log::Level::error, "config", diagnostic.to_string());
      if (diagnostic.severity != Diagnostic::Severity::error) continue;
      if (rejected.errors++ == 0) rejected.first = diagnostic.to_string();
    }
    publish(std::move(rejected));
  }

  /// Errors: config (not on loopback without a token), io (the port is taken).
  Status listen(const Options& options) {
    web::ListenAddress address{.host = "127.0.0.1", .port = default_port};
    if (options.listen) {
      const auto wanted = config::parse_listen(*options.listen);
      if (!wanted) return fail(wanted.error());
      if (!*wanted) return fail(Reason::config, "-l off: a bridge that listens nowhere is of no use");
      address = {(*wanted)->host, (*wanted)->port};
    }
    loopback_ = address.is_loopback();
    if (!loopback_ && token_.empty()) {
      return fail(Reason::config, "beyond loopback the bridge needs a token: set bridge.token or DDNS_BRIDGE_TOKEN");
    }
    auto server = web::Server::start(
        // Alertmanager delivers dozens of groups at once and keeps all its connections: they would wait for each other.
        {.listen = address, .max_body = max_body, .threads = 8, .keep_alive = false},
        [this](const web::Request& request) { return route(request); }, sink_);
    if (!server) return fail(std::move(server).error());
    server_ = std::move(*server);
    publish(events::ListenerChanged{server_->address(), {}});
    return {};
  }

  void stop(const std::string& why) {
    publish(events::ProcessStopping{why});
    const auto told = clock_.steady();
    stop_.request_stop();
    server_.reset();
    publish(events::ProcessStopped{std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady() - told)});
  }
  void publish(events::Payload payload) {
    sink_.publish({.at = clock_.wall(), .steady = clock_.steady(), .trace = {}, .payload = std::move(payload)});
  }

 private:
  web::Routed route(const web::Request& request) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (request.path == "/livez" && reads)
      return {"livez", {.content_type = "text/plain; charset=utf-8", .body = "live\n"}};
    if (request.path == "/metrics" && reads) return {"metrics", metrics_page()};
    if (!request.path.starts_with(alertmanager_path)) {
      return {"none", web::error_response(404, "no such page", "there are /alertmanager/ROBOT, /metrics and /livez")};
    }
    if (request.method != "POST") return {"alertmanager", web::error_response(405, "this takes POST only")};
    return {"alertmanager", take(request)};
  }

  web::Response take(const web::Request& request) {
    web::GuardRules rules;
    {
      const std::lock_guard lock(mutex_);
      // With a token nobody is trusted for being near.
      rules = {.loopback_listener = loopback_ && token_.empty(), .token = token_};
    }
    if (!web::is_trusted(rules, request)) {
      auto refused = web::error_response(401, "this needs the token of bridge.token", "send Authorization: Bearer …");
      refused.headers.emplace_back("WWW-Authenticate", "Bearer");
      return refused;
    }
    if (auto refused = web::refuse_write(request)) return *refused;
    const auto robot = std::string_view(request.path).substr(alertmanager_path.size());
    const auto answer = bridge_.pass_on(robot, request.body, stop_.get_token());
    if (answer.status == 200) return {.content_type = "text/plain; charset=utf-8", .body = answer.message + "\n"};
    auto response = web::error_response(answer.status, answer.message);
    if (answer.retry_after) response.headers.emplace_back("Retry-After", std::to_string(answer.retry_after->count()));
    return response;
  }

  web::Response metrics_page() const {
    const auto figures = logger_.figures();
    metrics::LogFigures log{.dropped = figures.dropped, .write_errors = figures.write_errors};
    for (std::size_t i = 0; i < figures.messages.size(); ++i) {
      log.messages.at(i) = {log::to_string(static_cast<log::Level>(i)), figures.messages.at(i)};
    }
    const auto page =
        metrics_.page({.view = view_, .now = clock_.steady(), .process = platform::process_figures(), .log = log});
    return {.content_type = std::string(metrics::content_type), .body = own_families(page)};
  }

  SystemClock clock_;
  log::SecretFilter secrets_;
  log::Logger logger_;
  log::LogObserver log_observer_;
  metrics::Metrics metrics_;
  const events::StatusView view_{};  ///< a bridge keeps no records
  events::Fanout sink_;
  transport::PocoHttpClientFactory http_;
  notify::Bridge bridge_;
  std::mutex mutex_;  ///< guards the token
  Secret token_;
  bool loopback_ = true;
  std::stop_source stop_;
  std::unique_ptr<web::Server> server_;
};

void reload(BridgeProcess& process, ConfigFile& config, const Options& options) {
  auto loaded = load_config_at(config.path, options);
  if (loaded) {
    config = std::move(*loaded);
    return process.apply(config, true);
  }
  process.reject(config.path, loaded.error());
}

/// Sleeps until told to stop.
std::string supervise(BridgeProcess& process, ConfigFile& config, const Options& options, platform::WaitSet& waits) {
  while (true) {
    for (const platform::Signal signal : waits.wait(std::nullopt).signals) {
      switch (signal) {
        case platform::Signal::hangup:
          reload(process, config, options);
          break;
        case platform::Signal::user1:
        case platform::Signal::user2:
          break;
        default:
          return signal == platform::Signal::terminate ? "told to terminate" : "interrupted";
      }
    }
  }
}

ExitCode complain(const std::string& message, ExitCode code) {
  std::cerr << "ddns-sidecar: " << message << '\n';
  return code;
}

}  // namespace

ExitCode alert_bridge_command(const Options& options) {
  platform::prefer_small_memory();
  // Before any thread exists: later ones inherit the mask.
  platform::block_service_signals();
  auto config = load_config(options);
  if (!config) {
    print(config.error());
    return ExitCode::configuration;
  }
  print(config->warnings);
  if (config->configuration.bridge.robots.empty()) {
    return complain("no robot is configured: set bridge.robots, or DDNS_BRIDGE_DINGTALK_ACCESS_TOKEN and the like",
                    ExitCode::configuration);
  }
  auto waits = platform::WaitSet::create();
  if (!waits) return complain(waits.error().message, ExitCode::failed);
  if (auto added = (*waits)->add_signals(); !added) return complain(added.error().message, ExitCode::failed);
  BridgeProcess process(*config);
  if (auto listens = process.listen(options); !listens) {
    const bool ours = listens.error().reason == Reason::config;
    return complain(listens.error().message, ours ? ExitCode::configuration : ExitCode::failed);
  }
  (void)platform::notify_service_manager("READY=1");
  const auto why = supervise(process, *config, options, **waits);
  (void)platform::notify_service_manager("STOPPING=1");
  process.stop(why);
  return ExitCode::ok;
}

}  // namespace ddns::app
