#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "config_file.h"
#include "ddns/core/clock.h"
#include "ddns/crypto/random.h"
#include "ddns/engine/runner.h"
#include "ddns/events/status_view.h"
#include "ddns/log/logger.h"
#include "ddns/log/observer.h"
#include "ddns/metrics/metrics.h"
#include "ddns/notify/runner.h"
#include "ddns/state/outbox.h"
#include "ddns/state/store.h"
#include "ddns/transport/exchange.h"
#include "ddns/transport/http_client.h"
#include "ddns/transport/mailer.h"

namespace ddns::app {

/// How much of the world a command needs.
struct CoreOptions {
  bool remember = true;     ///< open the state file; otherwise a state in memory
  bool notify = false;      ///< tell people through the configured channels
  bool log_to_file = true;  ///< otherwise only warnings and errors, as text to standard error's place
  std::vector<events::EventSink*> more_sinks = {};
};

/// Everything below the commands, built in one place: members are in the order of their dependence, so that destruction
/// undoes construction. One per process.
class Core {
 public:
  /// Errors: conflict when another process holds the state file. Any other trouble with state or log is reported as an
  /// event and does not stop updating.
  [[nodiscard]] static Result<std::unique_ptr<Core>> build(const ConfigFile& config, CoreOptions options);
  ~Core();

  /// Publishes ConfigLoaded and starts the engine.
  void start(const ConfigFile& config);
  /// The same, but nothing will be written.
  void start_paused(const ConfigFile& config);
  /// Whether the next start will find its state where this configuration wants it. Errors: as state::open_store().
  [[nodiscard]] Status can_keep_state(const ConfigFile& config) const;
  /// Swaps the settings of engine, notifications, log and state, apart from where the state lies.
  void reload(const ConfigFile& config);
  void publish(events::Payload payload);

  /// Ends the work of the engine, then the notifications: what it still told is kept for the next start.
  void stop();

  [[nodiscard]] engine::Runner& engine() { return *engine_; }
  [[nodiscard]] const SystemClock& clock() const noexcept { return clock_; }
  [[nodiscard]] events::StatusBoard& board() noexcept { return board_; }
  [[nodiscard]] events::EventSink& sink() noexcept { return *sink_; }
  [[nodiscard]] log::Logger& logger() noexcept { return *logger_; }
  [[nodiscard]] state::Store& store() noexcept { return *store_; }
  /// From any thread. `requests_in_flight`: of our own listener.
  [[nodiscard]] std::string metrics_page(unsigned requests_in_flight) const;

 private:
  Core() = default;
  Status open_state(const ConfigFile& config, bool remember);
  void reload_state(const ConfigFile& config);
  void configure_page(const config::MetricsSettings& settings);
  void configure_notifications(const notify::Settings& settings);
  void launch(const ConfigFile& config, bool paused);

  SystemClock clock_;
  crypto::SystemRandom random_;
  log::SecretFilter secrets_;
  std::unique_ptr<log::Logger> logger_;
  std::unique_ptr<log::LogObserver> log_observer_;
  std::unique_ptr<metrics::Metrics> metrics_;
  mutable std::mutex page_mutex_;  ///< a reload swaps the options under threads that write pages
  metrics::PageOptions page_options_;
  events::StatusBoard board_;
  notify::Inbox inbox_;
  std::unique_ptr<events::Fanout> sink_;
  bool notifies_ = false;
  std::string wanted_state_path_;         ///< of the configuration at start
  std::string state_path_;                ///< in use; empty = in memory
  std::optional<Error> state_lost_ = {};  ///< why it is in memory instead of its file
  std::unique_ptr<state::Store> store_;
  std::unique_ptr<state::Outbox> outbox_;
  std::unique_ptr<transport::PocoHttpClientFactory> http_;
  std::unique_ptr<transport::SocketExchange> dns_;
  std::unique_ptr<transport::PocoMailer> mailer_;
  std::unique_ptr<notify::Runner> notify_;
  std::unique_ptr<engine::Runner> engine_;
};

}  // namespace ddns::app
