#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ddns/engine/control.h"
#include "ddns/events/sink.h"

namespace ddns::app {

/// Listens for proofs, so that `once` can end when everything it wrote is known to be true.
class ProofWaiter final : public events::EventSink {
 public:
  void publish(const events::Event& event) noexcept override;

  /// Waits until every record of the report that ought to be provable is proved, at most `patience`. Returns sentences
  /// about those that are not.
  [[nodiscard]] std::vector<std::string> wait(const engine::UpdateReport& report, std::chrono::milliseconds patience);

 private:
  using Id = std::pair<std::string, RecordKey>;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<Id> provable_;  ///< at authoritative name servers
  std::set<Id> proved_;
  std::map<Id, std::string> doubts_;
};

}  // namespace ddns::app
