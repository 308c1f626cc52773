#include <algorithm>
#include <utility>

#include "counters.h"
#include "ddns/core/duration.h"

namespace ddns::metrics {
namespace {

double seconds(std::chrono::nanoseconds span) { return std::chrono::duration<double>(span).count(); }
std::string word(Family family) { return std::string(to_string(family)); }
std::string word(Reason reason) { return std::string(to_string(reason)); }

}  // namespace

void Counting::operator()(const events::ConfigLoaded& e) {
  counters_.configure(e.setup);
  const auto before = std::exchange(provider_of_, {});
  for (const auto& account : e.setup.accounts) provider_of_[account.id] = account.provider;
  // An account that is gone, or that is one at another service now, pauses no more.
  std::erase_if(paused_, [&](const std::string& account) {
    const auto now = provider_of_.find(account);
    return now == provider_of_.end() || now->second != before.at(account);
  });
  for (const auto& [account, provider] : provider_of_) show_circuit(provider);
  counters_.reload_ok.at({}).Set(1);
  counters_.reload_at.at({}).Set(unix_seconds(event_.at));
  if (e.reload) counters_.reloads.at({}).Increment();
}

void Counting::operator()(const events::ConfigRejected&) {
  counters_.reload_ok.at({}).Set(0);
  counters_.reloads.at({}).Increment();
  counters_.reload_failures.at({}).Increment();
}

void Counting::operator()(const events::PauseChanged& e) { counters_.engine_paused.at({}).Set(e.paused ? 1 : 0); }

void Counting::operator()(const events::CycleStarted&) { counters_.cycle_started.at({}).Set(unix_seconds(event_.at)); }

void Counting::operator()(const events::CycleFinished& e) {
  counters_.cycles.at({}).Increment();
  counters_.cycle_completed.at({}).Set(unix_seconds(event_.at));
  counters_.cycle_duration.at({}).Observe(seconds(e.took));
  if (e.error) {
    counters_.cycle_failures.at({word(e.error->reason)}).Increment();
  } else {
    counters_.cycle_success.at({}).Set(unix_seconds(event_.at));
  }
}

void Counting::operator()(const events::SourceAsked& e) {
  const auto family = word(e.family);
  counters_.source_duration.at({e.source, family}).Observe(seconds(e.took));
  if (const auto* unavailable = std::get_if<Unavailable>(&e.observation)) {
    counters_.source_failures.at({e.source, family, word(unavailable->why.reason)}).Increment();
  } else {
    counters_.last_detected.at({family}).Set(unix_seconds(event_.at));
  }
  if (e.disagreement) counters_.disagreements.at({family}).Increment();
  for (const auto& rejected : e.rejected) {
    counters_.rejected.at({family, std::string(plan::to_string(rejected.why))}).Increment();
  }
  const auto malformed = std::ranges::count(e.vote_errors, Reason::malformed, &Error::reason);
  const std::string why(plan::to_string(plan::Rejection::malformed));
  counters_.rejected.at({family, why}).Increment(static_cast<double>(malformed));
}

void Counting::operator()(const events::AddressChanged& e) {
  counters_.changes.at({word(e.family)}).Increment();
  counters_.last_change.at({word(e.family)}).Set(unix_seconds(event_.at));
}

void Counting::operator()(const events::CallFinished& e) {
  if (!e.quota_remaining || !provider_of_.contains(e.account)) return;
  counters_.quota.at({e.provider}).Set(static_cast<double>(*e.quota_remaining));
}

void Counting::operator()(const events::OperationFinished& e) {
  if (!provider_of_.contains(e.account)) return;
  if (e.retry) counters_.retries.at({e.provider, e.operation}).Increment();
  counters_.provider_duration.at({e.provider, e.operation}).Observe(seconds(e.took));
  if (e.error) counters_.provider_failures.at({e.provider, e.operation, word(e.error->reason)}).Increment();
}

void Counting::operator()(const events::RecordVerified& e) {
  const auto provider = provider_of_.find(e.account);
  if (provider == provider_of_.end()) return;
  counters_.verifications.at({provider->second}).Increment();
  if (e.since_detection) counters_.propagation.at({provider->second}).Observe(seconds(*e.since_detection));
}

void Counting::operator()(const events::RecordDoubted& e) {
  const auto provider = provider_of_.find(e.account);
  if (provider == provider_of_.end()) return;
  counters_.verifications.at({provider->second}).Increment();
  counters_.verification_failures.at({provider->second, std::string(events::to_string(e.doubt))}).Increment();
}

void Counting::operator()(const events::AccountPaused& e) {
  if (!provider_of_.contains(e.account)) return;
  paused_.insert(e.account);
  show_circuit(provider_of_.at(e.account));
}

void Counting::operator()(const events::AccountResumed& e) {
  if (!provider_of_.contains(e.account)) return;
  paused_.erase(e.account);
  show_circuit(provider_of_.at(e.account));
}

/// Several accounts may share a service: open as long as one of them pauses.
void Counting::show_circuit(const std::string& provider) {
  bool open = false;
  for (const auto& account : paused_) open = open || provider_of_.at(account) == provider;
  counters_.circuit.at({provider}).Set(open ? 1 : 0);
}

void Counting::operator()(const events::StateFailed&) { counters_.state_failures.at({}).Increment(); }

void Counting::operator()(const events::StateWritten& e) {
  counters_.state_written.at({}).Set(unix_seconds(event_.at));
  counters_.state_duration.at({}).Observe(seconds(e.took));
}

void Counting::operator()(const events::HttpServed& e) {
  counters_.served.at({e.handler, e.method, std::to_string(e.status)}).Observe(seconds(e.took));
}

void Counting::operator()(const events::NotificationTried& e) {
  counters_.hook_runs.at({e.channel}).Increment();
  if (e.error) counters_.hook_failures.at({e.channel, word(e.error->reason)}).Increment();
}

void Counting::operator()(const events::NotificationsPending& e) {
  counters_.notifications_pending.at({}).Set(static_cast<double>(e.count));
}

void Counting::operator()(const events::BridgeSent& e) {
  counters_.bridge_messages.at({e.robot}).Increment();
  counters_.bridge_merged.at({e.robot}).Increment(static_cast<double>(e.merged));
  if (e.error) counters_.bridge_failures.at({e.robot, word(e.error->reason)}).Increment();
}

}  // namespace ddns::metrics
