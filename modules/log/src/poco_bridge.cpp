#include <Poco/AutoPtr.h>
#include <Poco/Channel.h>
#include <Poco/Logger.h>
#include <Poco/Message.h>

#include "ddns/log/observer.h"

namespace ddns::log {
namespace {

Level level_of(Poco::Message::Priority priority) {
  if (priority <= Poco::Message::PRIO_CRITICAL) return Level::fatal;
  if (priority == Poco::Message::PRIO_ERROR) return Level::error;
  if (priority == Poco::Message::PRIO_WARNING) return Level::warn;
  return priority <= Poco::Message::PRIO_INFORMATION ? Level::info : Level::debug;
}

class Bridge final : public Poco::Channel {
 public:
  explicit Bridge(Logger& logger) : logger_(logger) {}
  void log(const Poco::Message& message) override {
    logger_.write(level_of(message.getPriority()), "poco." + message.getSource(), message.getText());
  }

 private:
  Logger& logger_;
};

}  // namespace

void install_poco_bridge(Logger& logger) {
  const Poco::AutoPtr<Poco::Channel> bridge(new Bridge(logger));
  Poco::Logger::root().setChannel(bridge);
  Poco::Logger::root().setLevel(Poco::Message::PRIO_WARNING);
}

}  // namespace ddns::log
