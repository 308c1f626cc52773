#include "serve.h"

#include <iostream>

#include "config_watch.h"
#include "core.h"
#include "ddns/core/text.h"
#include "ddns/platform/memory.h"
#include "ddns/platform/sd_notify.h"
#include "ddns/platform/wait_set.h"
#include "listener.h"
#include "status_line.h"
#include "watchdog.h"

namespace ddns::app {
namespace {

/// The main thread's part: it sleeps in one wait and passes on what the system says.
class Supervisor {
 public:
  Supervisor(ConfigFile config, const Options& options, Core& core, platform::WaitSet& waits, StatusWatch& status)
      : config_(std::move(config)), options_(options), core_(core), waits_(waits), status_(status), listener_(core) {}

  void run() {
    watch();
    core_.start(config_);
    listener_.begin(config_.configuration);
    core_.publish(events::ProcessReady{});
    (void)platform::notify_service_manager("READY=1");
    platform::give_back_unused_code();
    catch_up();
    Watchdog watchdog(core_, waits_);
    while (!stopping_) {
      watchdog.look();
      status_.tell(core_.board());
      pass_on(waits_.wait(watchdog.due()));
    }
    (void)platform::notify_service_manager(cat("STOPPING=1\nSTATUS=stopping: ", why_));
    core_.publish(events::ProcessStopping{why_});
    const auto told = core_.clock().steady();
    // The listener first: requests that wait for the engine are told to come again, not that there is nothing.
    listener_.stop();
    core_.stop();
    core_.publish(
        events::ProcessStopped{std::chrono::duration_cast<std::chrono::milliseconds>(core_.clock().steady() - told)});
  }

 private:
  void watch() {
    complain(waits_.add_signals());
    complain(waits_.add_address_watch());
    complain(files_.follow(config_.files));
  }

  void complain(const Status& status) {
    if (!status) core_.logger().write(log::Level::error, "process", status.error().message);
  }

  void pass_on(const platform::Wakeups& wakeups) {
    if (wakeups.addresses_changed) core_.engine().notice(engine::Notice::addresses);
    if (wakeups.routes_changed) core_.engine().notice(engine::Notice::routes);
    if (wakeups.clock_changed) core_.engine().notice(engine::Notice::resumed);
    // Editors and configuration tools touch a file more than once: only new content counts.
    if (!wakeups.files.empty()) catch_up();
    for (const platform::Signal signal : wakeups.signals) take(signal);
  }

  void take(platform::Signal signal) {
    switch (signal) {
      case platform::Signal::hangup:
        reload();
        return catch_up();
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

  void reload() {
    (void)platform::notify_service_manager(platform::reloading_message());
    FileStamps files;
    auto loaded = load_config_at(config_.path, options_, files);
    const auto refused = loaded ? prepare(*loaded) : loaded.error();
    if (refused.empty()) {
      config_ = std::move(*loaded);
      core_.reload(config_);
      complain(files_.follow(config_.files));
    } else {
      reject(refused);
      complain(files_.follow_also(files));
    }
    (void)platform::notify_service_manager("READY=1");
  }

  /// What can still go wrong with a good file comes first, so that a reload swaps everything or nothing: what the
  /// machine does not give it. If that is nothing, the listener has moved already.
  Diagnostics prepare(const ConfigFile& config) {
    const auto missing = [&](std::string_view setting, const Error& error) {
      return Diagnostics{{.file = config.path,
                          .message = cat('`', setting, "`: ", error.message),
                          .hint = "mend that or name another place, then reload"}};
    };
    if (const auto state = core_.can_keep_state(config); !state) return missing("state.path", state.error());
    if (const auto moved = listener_.reload(config.configuration); !moved) return missing("listen", moved.error());
    return {};
  }

  /// What changed between reading and watching draws no event any more.
  void catch_up() {
    for (int tries = 0; tries < 3 && files_.changed(); ++tries) reload();
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
  StatusWatch& status_;
  Listener listener_;
  ConfigWatch files_{waits_};
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
  StatusWatch status(**waits);
  auto core = Core::build(config, {.notify = true, .more_sinks = {&status}});
  if (!core) {
    std::cerr << "ddns-sidecar: " << core.error().message << '\n';
    return core.error().reason == Reason::conflict ? ExitCode::locked : ExitCode::failed;
  }
  Supervisor(std::move(config), options, **core, **waits, status).run();
  return ExitCode::ok;
}

}  // namespace ddns::app
