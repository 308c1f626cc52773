#include "serve.h"

#include <iostream>

#include "core.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/sd_notify.h"
#include "ddns/platform/wait_set.h"
#include "listener.h"

namespace ddns::app {
namespace {

/// The main thread's part: it sleeps in one wait and passes on what the system says.
class Supervisor {
 public:
  Supervisor(ConfigFile config, const Options& options, Core& core, platform::WaitSet& waits)
      : config_(std::move(config)), options_(options), core_(core), waits_(waits), listener_(core) {}

  void run() {
    watch();
    core_.start(config_);
    listener_.apply(config_.configuration);
    core_.publish(events::ProcessReady{});
    (void)platform::notify_service_manager("READY=1");
    while (!stopping_) pass_on(waits_.wait(std::nullopt));
    (void)platform::notify_service_manager("STOPPING=1");
    core_.publish(events::ProcessStopping{why_});
    // The engine first: requests that wait for it in the listener's threads then end.
    core_.engine().stop();
    listener_.stop();
  }

 private:
  void watch() {
    complain(waits_.add_signals());
    complain(waits_.add_address_watch());
    if (config_.path.empty()) return;
    complain(waits_.watch_files({platform::from_utf8(config_.path)}));
    seen_ = platform::read_file(platform::from_utf8(config_.path), 1U << 20U).value_or("");
  }

  void complain(const Status& status) {
    if (!status) core_.logger().write(log::Level::error, "process", status.error().message);
  }

  void pass_on(const platform::Wakeups& wakeups) {
    if (wakeups.addresses_changed) core_.engine().notice(engine::Notice::addresses);
    if (wakeups.routes_changed) core_.engine().notice(engine::Notice::routes);
    if (wakeups.clock_changed) core_.engine().notice(engine::Notice::resumed);
    if (!wakeups.files.empty()) file_changed();
    for (const platform::Signal signal : wakeups.signals) take(signal);
  }

  void take(platform::Signal signal) {
    switch (signal) {
      case platform::Signal::hangup:
        return reload();
      case platform::Signal::user1:
        (void)core_.engine().update({.name = {}, .force = true, .actor = "signal"});
        return;
      case platform::Signal::user2:
        return core_.logger().reopen();
      case platform::Signal::terminate:
      case platform::Signal::interrupt:
      case platform::Signal::quit:
        stopping_ = true;
        why_ = signal == platform::Signal::terminate ? "told to terminate" : "interrupted";
    }
  }

  /// Editors and configuration tools touch a file more than once: only new content counts.
  void file_changed() {
    const auto now = platform::read_file(platform::from_utf8(config_.path), 1U << 20U);
    if (now && *now != seen_) reload();
  }

  void reload() {
    (void)platform::notify_service_manager(platform::reloading_message());
    if (!config_.path.empty()) {
      seen_ = platform::read_file(platform::from_utf8(config_.path), 1U << 20U).value_or("");
    }
    auto loaded = load_config_at(config_.path, options_);
    if (loaded) {
      config_ = std::move(*loaded);
      core_.reload(config_);
      listener_.apply(config_.configuration);
    } else {
      reject(loaded.error());
    }
    (void)platform::notify_service_manager("READY=1");
  }

  void reject(const Diagnostics& diagnostics) {
    unsigned errors = 0;
    std::string first;
    for (const auto& diagnostic : diagnostics) {
      core_.logger().write(log::Level::error, "config", diagnostic.to_string());
      if (diagnostic.severity != Diagnostic::Severity::error) continue;
      if (errors++ == 0) first = diagnostic.to_string();
    }
    core_.publish(events::ConfigRejected{config_.path, errors, first});
  }

  ConfigFile config_;
  const Options& options_;
  Core& core_;
  platform::WaitSet& waits_;
  Listener listener_;
  std::string seen_;
  std::string why_;
  bool stopping_ = false;
};

}  // namespace

ExitCode serve(ConfigFile config, const Options& options) {
  auto waits = platform::WaitSet::create();
  if (!waits) {
    std::cerr << "ddns-sidecar: " << waits.error().message << '\n';
    return ExitCode::failed;
  }
  auto core = Core::build(config, {});
  if (!core) {
    std::cerr << "ddns-sidecar: " << core.error().message << '\n';
    return core.error().reason == Reason::conflict ? ExitCode::locked : ExitCode::failed;
  }
  Supervisor(std::move(config), options, **core, **waits).run();
  return ExitCode::ok;
}

}  // namespace ddns::app
