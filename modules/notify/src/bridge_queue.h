#pragma once

#include <map>
#include <string>
#include <vector>

#include "ddns/notify/digest.h"
#include "rate.h"

namespace ddns::notify {

/// What one robot may be sent, and what waits for it. Deterministic; one thread at a time.
class BridgeQueue {
 public:
  explicit BridgeQueue(unsigned per_minute) : rate_(per_minute) {}

  struct Offer {
    enum class Kind { send, later, done };
    Kind kind = Kind::later;
    Message message = {};                 ///< send: everything that goes out now
    std::vector<std::string> held = {};   ///< send: keys of what was held and goes along
    std::chrono::seconds retry_after{1};  ///< later
  };
  /// A call with this content came. Calls with the same key are retries of each other.
  [[nodiscard]] Offer offer(const std::string& key, const Message& message, Now now);
  /// The sending that an offer led to has ended.
  void settle(const Offer& offer, bool delivered, Now now);

 private:
  struct Held {
    Message message;
    SteadyTime at;
  };
  void forget_old(SteadyTime now);

  RateWindow rate_;
  bool flying_ = false;
  std::map<std::string, Held> held_;
  std::map<std::string, SteadyTime> done_;  ///< went along with another; their retries are answered from here
};

}  // namespace ddns::notify
