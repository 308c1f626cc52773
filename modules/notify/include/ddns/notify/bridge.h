#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "ddns/core/clock.h"
#include "ddns/events/sink.h"
#include "ddns/http/client.h"
#include "ddns/notify/settings.h"

namespace ddns::notify {

/// Passes Alertmanager's webhook calls on to chat robots, one call after the other, and answers only when the robot
/// has: Alertmanager keeps the queue and retries, the bridge keeps nothing on disk.
///
/// A robot takes 18 messages in any minute and one at a time. What comes while it may not is refused with 503 and held
/// as long as Alertmanager keeps asking: the next message carries along what fits into it whole, and the retry of that
/// is then answered without sending it twice. Of a group only the newest state is held.
class Bridge {
 public:
  struct Environment {
    const Clock& clock;
    http::HttpClientFactory& http;
    events::EventSink& sink;
    std::function<std::string(std::string)> mask = [](std::string text) { return text; };
  };
  /// What the environment refers to outlives this.
  Bridge(Environment environment, const BridgeSettings& settings);
  ~Bridge();

  /// Other robots from now on. One that keeps its id and kind keeps its limit, what is held for it, and what it was
  /// told. Calls under way end with the settings they began with. Safe to call from any thread.
  void configure(const BridgeSettings& settings);

  struct Answer {
    int status = 200;  ///< 200; 400 (body), 404 (robot), 502 (the robot refused or could not be reached), 503 (later)
    std::string message;
    std::optional<std::chrono::seconds> retry_after = {};
  };
  /// May block as long as the robot's timeout. Safe to call from several threads; two calls for one robot do not wait
  /// for each other.
  [[nodiscard]] Answer pass_on(std::string_view robot, std::string_view body, const std::stop_token& stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::notify
