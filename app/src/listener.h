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
/// only the token does. A port that is taken is reported and costs nothing: where there was a listener, it stays.
class Listener {
 public:
  explicit Listener(Core& core) : core_(core) {}

  void apply(const config::Configuration& configuration);
  /// Ends it; requests that wait for the engine are answered that they should come again.
  void stop() { server_.reset(); }

 private:
  /// Errors: as web::Server::start().
  [[nodiscard]] Result<std::unique_ptr<web::Server>> start(const config::Listen& listen);
  void move_to(const config::Listen& listen);

  Core& core_;
  std::optional<config::Listen> listen_;                   ///< where server_ listens
  bool stays_ = false;                                     ///< because a move failed, which was told
  std::atomic<std::chrono::seconds::rep> stale_after_{0};  ///< read by the listener's threads
  std::atomic<unsigned> in_flight_{0};
  std::mutex mutex_;  ///< guards the next one, which the listener's threads read
  Secret token_;
  std::unique_ptr<web::Server> server_;
};

}  // namespace ddns::app
