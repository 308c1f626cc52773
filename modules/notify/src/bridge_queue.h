#pragma once

#include <map>
#include <string>
#include <vector>

#include "ddns/notify/digest.h"
#include "rate.h"

namespace ddns::notify {

/// What one robot may be sent, and what waits for it. Deterministic; one thread at a time.
///
/// Alertmanager speaks for a group of alerts at a time: it repeats a call until it is answered well or the group's
/// interval is over, and then comes with the group's newest state. So a group has one message here, the newest; an
/// older one told after it would say that what is over still fires.
class BridgeQueue {
 public:
  explicit BridgeQueue(unsigned per_minute) : rate_(per_minute) {}

  struct Part {
    std::string group;
    Message message;
  };
  struct Offer {
    /// busy: another sending is under way; later: the limit is used up; done: it went along with another.
    enum class Kind { send, busy, later, done };
    Kind kind = Kind::later;
    Message message = {};                 ///< send: everything that goes out now
    std::vector<Part> held = {};          ///< send: what was held and goes along, oldest first
    std::chrono::seconds retry_after{1};  ///< busy, later
  };
  /// A call for this group came. The same message again is a retry.
  [[nodiscard]] Offer offer(const std::string& group, const Message& message, const Fits& fits, Now now);
  /// The sending that an offer led to has ended.
  void settle(const Offer& offer, bool delivered, Now now);

 private:
  struct Held {
    Message message;
    SteadyTime since;
    SteadyTime asked;  ///< the last time
  };
  struct Gone {
    Message message;
    SteadyTime at;
  };
  void forget_old(SteadyTime now);
  void hold(const std::string& group, const Message& message, SteadyTime now);
  [[nodiscard]] std::vector<Part> companions(const Message& message, const Fits& fits) const;

  RateWindow rate_;
  bool flying_ = false;
  std::map<std::string, Held> held_;
  std::map<std::string, Gone> done_;  ///< went along with another; their retries are answered from here
};

}  // namespace ddns::notify
