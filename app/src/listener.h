#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

#include "core.h"
#include "ddns/web/guard.h"
#include "ddns/web/server.h"

namespace ddns::app {

/// The web server of this process: started from the configuration, moved when its address changes, and left alone when
/// only the token does.
class Listener {
 public:
  explicit Listener(Core& core) : core_(core) {}

  /// At the start of the process: a port that is taken is reported, and updating goes on without a listener.
  void begin(const config::Configuration& configuration);
  /// Moves it to where the configuration says, and takes the rest. Where the new place cannot be had, nothing of it is
  /// taken and the former listener stays. One that could not be had at the start is tried again, and is no error.
  [[nodiscard]] Status reload(const config::Configuration& configuration);
  /// Ends it; requests that wait for the engine are answered that they should come again.
  void stop() { server_.reset(); }

 private:
  /// Errors: as web::Server::start().
  [[nodiscard]] Result<std::unique_ptr<web::Server>> start(const config::Listen& listen);
  [[nodiscard]] Status move_to(const config::Listen& listen);
  void open(const config::Listen& listen);
  void take(const config::Configuration& configuration);

  Core& core_;
  std::optional<config::Listen> listen_;                   ///< where server_ listens, or should
  std::atomic<std::chrono::seconds::rep> stale_after_{0};  ///< read by the listener's threads
  std::atomic<unsigned> in_flight_{0};
  std::mutex mutex_;  ///< guards the next one, which the listener's threads read
  Secret token_;
  std::unique_ptr<web::Server> server_;
};

}  // namespace ddns::app
