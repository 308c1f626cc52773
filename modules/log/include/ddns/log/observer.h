#pragma once

#include <map>
#include <string>
#include <utility>

#include "ddns/events/sink.h"
#include "ddns/log/logger.h"

namespace ddns::log {

/// Turns events into log lines. A trouble of a source that stays the same is told once as a warning and then at debug,
/// so that a log does not fill with one sentence. Behind a Fanout: one event at a time.
class LogObserver final : public events::EventSink {
 public:
  explicit LogObserver(Logger& logger) : logger_(logger) {}
  void publish(const events::Event& event) noexcept override;

 private:
  Logger& logger_;
  std::map<std::pair<std::string, Family>, std::string> troubles_;  ///< last trouble told, by source and family
  bool state_failed_ = false;
};

/// Poco's own loggers write through `logger` from now on, at warn and above. Call once, before Poco logs anything.
void install_poco_bridge(Logger& logger);

}  // namespace ddns::log
