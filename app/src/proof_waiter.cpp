#include "proof_waiter.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/events/event.h"

namespace ddns::app {

void ProofWaiter::publish(const events::Event& event) noexcept {
  const std::lock_guard lock(mutex_);
  if (const auto* loaded = std::get_if<events::ConfigLoaded>(&event.payload)) {
    for (const auto& record : loaded->setup.records) {
      if (record.verification == plan::Verification::authoritative) provable_.insert({record.account, record.key});
    }
  } else if (const auto* verified = std::get_if<events::RecordVerified>(&event.payload)) {
    proved_.insert({verified->account, verified->key});
    changed_.notify_all();
  } else if (const auto* doubted = std::get_if<events::RecordDoubted>(&event.payload)) {
    doubts_[{doubted->account, doubted->key}] = doubted->detail;
  }
}

std::vector<std::string> ProofWaiter::wait(const engine::UpdateReport& report, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  std::set<Id> wanted;
  for (const auto& outcome : report.records) {
    const bool good = outcome.kind == engine::OutcomeKind::updated || outcome.kind == engine::OutcomeKind::kept;
    if (good && provable_.contains({outcome.account, outcome.key})) wanted.insert({outcome.account, outcome.key});
  }
  const auto done = [&] {
    return std::all_of(wanted.begin(), wanted.end(), [&](const Id& id) { return proved_.contains(id); });
  };
  changed_.wait_for(lock, patience, done);
  std::vector<std::string> missing;
  for (const Id& id : wanted) {
    if (proved_.contains(id)) continue;
    const auto doubt = doubts_.find(id);
    missing.push_back(
        cat(id.second.to_string(), " is not proved: ", doubt == doubts_.end() ? "no answer in time" : doubt->second));
  }
  return missing;
}

}  // namespace ddns::app
