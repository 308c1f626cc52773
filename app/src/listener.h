#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "core.h"
#include "ddns/web/server.h"

namespace ddns::app {

/// The web server of this process: started from the configuration, restarted when its part of it changes. A port that
/// is taken is reported and costs nothing but the pages.
class Listener {
 public:
  explicit Listener(Core& core) : core_(core) {}

  void apply(const config::Configuration& configuration);
  void stop() { server_.reset(); }

 private:
  void start(const config::Listen& listen, const Secret& token);

  Core& core_;
  std::optional<config::Listen> listen_;
  config::WebSettings settings_;
  std::atomic<std::chrono::seconds::rep> stale_after_{0};  ///< read by the listener's threads
  std::atomic<unsigned> in_flight_{0};
  std::unique_ptr<web::Server> server_;
};

}  // namespace ddns::app
