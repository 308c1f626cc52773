#include "core.h"

#include "ddns/core/text.h"
#include "ddns/platform/folders.h"
#include "ddns/platform/host.h"
#include "ddns/platform/memory.h"
#include "ddns/platform/name_servers.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/process_figures.h"
#include "page_options.h"
#include "setup.h"

namespace ddns::app {
namespace {

log::Settings log_settings(const config::LogSettings& in) {
  log::Settings out;
  out.level = static_cast<log::Level>(in.level);
  out.path = in.path.empty() ? platform::to_utf8(platform::default_folders().logs / "ddns-sidecar.log") : in.path;
  out.max_size = in.max_size;
  out.keep = in.keep;
  out.total = in.total;
  out.compress = in.compress;
  out.rotation = static_cast<log::Rotation>(in.rotation);
  out.format = static_cast<log::Format>(in.format);
  out.to_stdout = in.to_stdout.value_or(false);
  return out;
}

/// For commands that a person waits for: what went wrong, as text.
log::Settings command_log() {
  return {.level = log::Level::warn,
          .path = {},
          .rotation = log::Rotation::none,
          .format = log::Format::text,
          .to_stderr = true};
}

std::vector<dns::Server> resolvers() {
  std::vector<dns::Server> out;
  for (const auto& server : platform::system_name_servers()) out.push_back({server.address, server.port});
  return out;
}

std::string state_path_of(const ConfigFile& config) {
  const auto& path = config.configuration.state.path;
  return path.empty() ? platform::to_utf8(platform::default_folders().state / "state.db") : path;
}

metrics::LogFigures figures_of(const log::Logger& logger) {
  const auto figures = logger.figures();
  metrics::LogFigures out{.dropped = figures.dropped,
                          .write_errors = figures.write_errors,
                          .rotations = figures.rotations,
                          .reopen_failures = figures.reopen_failures};
  for (std::size_t i = 0; i < figures.messages.size(); ++i) {
    out.messages.at(i) = {log::to_string(static_cast<log::Level>(i)), figures.messages.at(i)};
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<Core>> Core::build(const ConfigFile& config, CoreOptions options) {
  auto core = std::unique_ptr<Core>(new Core);
  core->secrets_.know(config.configuration.secrets);
  const log::Origin origin{DDNS_VERSION, platform::host_name(), platform::process_id()};
  core->logger_ =
      std::make_unique<log::Logger>(options.log_to_file ? log_settings(config.configuration.log) : command_log(),
                                    origin, core->clock_, core->secrets_);
  log::install_poco_bridge(*core->logger_);
  core->log_observer_ = std::make_unique<log::LogObserver>(*core->logger_);
  core->metrics_ = std::make_unique<metrics::Metrics>(metrics::BuildInfo{DDNS_VERSION, DDNS_REVISION, DDNS_COMPILER});
  std::vector<events::EventSink*> sinks{core->log_observer_.get(), core->metrics_.get(), &core->board_, &core->inbox_};
  sinks.insert(sinks.end(), options.more_sinks.begin(), options.more_sinks.end());
  core->sink_ = std::make_unique<events::Fanout>(std::move(sinks));
  core->publish(events::ProcessStarted{DDNS_VERSION, DDNS_REVISION});
  if (auto opened = core->open_state(config, options.remember); !opened) return fail(std::move(opened).error());
  core->http_ = std::make_unique<transport::PocoHttpClientFactory>(core->clock_, "ddns-sidecar/" DDNS_VERSION);
  core->mailer_ = std::make_unique<transport::PocoMailer>(core->clock_);
  core->notifies_ = options.notify;
  core->dns_ = std::make_unique<transport::SocketExchange>(core->clock_);
  return core;
}

Core::~Core() = default;

Status Core::open_state(const ConfigFile& config, bool remember) {
  state::StoreOptions options{.path = {}, .retention = config.configuration.state.retention};
  if (remember) options.path = state_path_of(config);
  wanted_state_path_ = options.path;
  auto opened = state::open_store(options);
  if (!opened) {
    if (opened.error().reason == Reason::conflict) return fail(std::move(opened).error());
    state_lost_ = opened.error();
    publish(events::StateFailed{*state_lost_});
    options.path.clear();
    opened = state::open_store(options);
    if (!opened) return fail(std::move(opened).error());
  }
  if (opened->damaged_moved_to) publish(events::StateRebuilt{*opened->damaged_moved_to});
  store_ = std::move(opened->store);
  state_path_ = options.path;
  return {};
}

/// Who wants no notifications pays for none: no second connection, no thread. Where the state cannot be kept, they
/// live in memory.
void Core::configure_notifications(const notify::Settings& settings) {
  if (notify_) return notify_->reload(settings);
  if (!notifies_ || settings.channels.empty()) return;
  auto opened = state::open_outbox(state_path_);
  if (!opened) {
    publish(events::StateFailed{opened.error()});
    opened = state::open_outbox({});
  }
  if (!opened) return;
  outbox_ = std::move(*opened);
  notify_ = std::make_unique<notify::Runner>(
      notify::Environment{clock_, random_, *http_, *mailer_, *outbox_, *sink_,
                          [this](std::string text) { return secrets_.mask(std::move(text)); }, platform::host_name()},
      inbox_, settings);
}

void Core::publish(events::Payload payload) {
  sink_->publish({.at = clock_.wall(), .steady = clock_.steady(), .trace = {}, .payload = std::move(payload)});
}

void Core::start(const ConfigFile& config) { launch(config, false); }
void Core::start_paused(const ConfigFile& config) { launch(config, true); }

void Core::launch(const ConfigFile& config, bool paused) {
  auto settings = config.configuration.engine;
  settings.start_paused = paused;
  for (const auto& warning : config.warnings) logger_->write(log::Level::warn, "config", warning.to_string());
  configure_page(config.configuration.metrics);
  configure_notifications(config.configuration.notify);
  publish(events::ConfigLoaded{config.path, setup_of(config.configuration), false,
                               static_cast<unsigned>(config.warnings.size())});
  engine_ = std::make_unique<engine::Runner>(
      engine::Environment{clock_, random_, *http_, *dns_, *store_, *sink_, resolvers,
                          [this](std::string text) { return secrets_.mask(std::move(text)); }, state_lost_,
                          [] {
                            // What a change took is not needed until the next one.
                            platform::give_back_free_memory();
                            platform::give_back_unused_code();
                          }},
      std::make_shared<const engine::Settings>(std::move(settings)));
}

Status Core::can_keep_state(const ConfigFile& config) const {
  const auto path = state_path_of(config);
  return path == wanted_state_path_ ? Status() : state::try_store(path);
}

void Core::reload_state(const ConfigFile& config) {
  store_->keep_history_for(config.configuration.state.retention);
  if (state_path_of(config) == wanted_state_path_) return;
  logger_->write(log::Level::warn, "config",
                 cat("state.path is another one now: it takes effect at the next start; until then ",
                     state_path_.empty() ? "the state is kept in memory" : "the state stays in " + state_path_));
}

void Core::reload(const ConfigFile& config) {
  secrets_.know(config.configuration.secrets);
  logger_->configure(log_settings(config.configuration.log));
  http_->forget_trust();
  mailer_->forget_trust();
  for (const auto& warning : config.warnings) logger_->write(log::Level::warn, "config", warning.to_string());
  configure_page(config.configuration.metrics);
  reload_state(config);
  configure_notifications(config.configuration.notify);
  publish(events::ConfigLoaded{config.path, setup_of(config.configuration), true,
                               static_cast<unsigned>(config.warnings.size())});
  engine_->reload(std::make_shared<const engine::Settings>(config.configuration.engine));
}

void Core::stop() {
  engine_->stop();
  if (notify_) notify_->stop();
}

void Core::configure_page(const config::MetricsSettings& settings) {
  auto options = page_options(settings);
  const std::lock_guard lock(page_mutex_);
  page_options_ = std::move(options);
}

std::string Core::metrics_page(unsigned requests_in_flight) const {
  const auto view = board_.snapshot();
  metrics::PageInputs inputs{.view = *view,
                             .now = clock_.steady(),
                             .requests_in_flight = requests_in_flight,
                             .process = platform::process_figures(),
                             .log = figures_of(*logger_)};
  {
    const std::lock_guard lock(page_mutex_);
    inputs.options = page_options_;
  }
  return metrics_->page(inputs);
}

}  // namespace ddns::app
