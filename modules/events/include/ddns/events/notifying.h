#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "ddns/core/clock.h"
#include "ddns/core/error.h"

/// What became of messages to people: own notifications, and what the alert bridge passes on.
namespace ddns::events {

/// One attempt to deliver a notification through a channel. The channel's own failures travel through the other
/// channels and the log only.
struct NotificationTried {
  std::string channel;     ///< its id in the configuration: the `hook` label
  std::string type;        ///< "dingtalk", "email", …
  std::string title;       ///< of the (first) message
  std::size_t merged = 0;  ///< messages that went out as part of this one
  bool routine = false;    ///< a heartbeat: worth no line of its own when it went well
  std::string remark;      ///< what went wrong although it was delivered: a receiver that was refused
  std::chrono::milliseconds took{0};
  std::optional<Error> error;
  std::optional<WallTime> next_attempt;  ///< with an error: absent = given up
};
/// How many notifications wait for delivery, over all channels.
struct NotificationsPending {
  std::size_t count = 0;
};

/// The alert bridge passed a group of alerts on to a robot, or could not.
struct BridgeSent {
  std::string robot;
  std::string type;
  std::size_t merged = 0;
  std::chrono::milliseconds took{0};
  std::optional<Error> error;
};

}  // namespace ddns::events
