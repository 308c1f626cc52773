#pragma once

#include "ddns/events/event.h"
#include "ddns/metrics/metrics.h"
#include "series.h"

namespace ddns::metrics {

using Counter = Series<prometheus::Counter>;
using Gauge = Series<prometheus::Gauge>;
using Histogram = Series<prometheus::Histogram>;

/// Every series that is counted by events, by the name of its row.
struct Counters {
  explicit Counters(const BuildInfo& build);

  /// Births and removals of everything whose labels come from the configuration.
  void configure(const events::Setup& setup);

  prometheus::Registry registry;
  Gauge build_info{registry, Metric::build_info};
  Gauge reload_ok{registry, Metric::config_last_reload_successful};
  Gauge reload_at{registry, Metric::config_last_reload_success_timestamp_seconds};
  Counter reloads{registry, Metric::config_reloads_total};
  Counter reload_failures{registry, Metric::config_reload_failures_total};
  Gauge engine_paused{registry, Metric::engine_paused};
  Gauge interval{registry, Metric::cycle_interval_seconds};
  Gauge cycle_started{registry, Metric::cycle_last_started_timestamp_seconds};
  Gauge cycle_completed{registry, Metric::cycle_last_completed_timestamp_seconds};
  Gauge cycle_success{registry, Metric::cycle_last_success_timestamp_seconds};
  Histogram cycle_duration{registry, Metric::cycle_duration_seconds};
  Counter cycles{registry, Metric::cycles_total};
  Counter cycle_failures{registry, Metric::cycle_failures_total};
  Histogram source_duration{registry, Metric::ip_source_request_duration_seconds};
  Counter source_failures{registry, Metric::ip_source_request_failures_total};
  Counter disagreements{registry, Metric::ip_source_disagreements_total};
  Counter rejected{registry, Metric::ip_rejected_total};
  Counter changes{registry, Metric::ip_changes_total};
  Gauge last_change{registry, Metric::ip_last_change_timestamp_seconds};
  Gauge last_detected{registry, Metric::ip_last_detected_timestamp_seconds};
  Histogram provider_duration{registry, Metric::provider_request_duration_seconds};
  Counter provider_failures{registry, Metric::provider_request_failures_total};
  Counter retries{registry, Metric::provider_retries_total};
  Gauge circuit{registry, Metric::provider_circuit_open};
  Gauge quota{registry, Metric::provider_quota_remaining};
  Gauge credential_expiry{registry, Metric::credential_expiry_timestamp_seconds};
  Counter verifications{registry, Metric::record_verifications_total};
  Counter verification_failures{registry, Metric::record_verification_failures_total};
  Histogram propagation{registry, Metric::record_propagation_seconds};
  Counter hook_runs{registry, Metric::hook_runs_total};
  Counter hook_failures{registry, Metric::hook_failures_total};
  Gauge notifications_pending{registry, Metric::notifications_pending};
  Counter bridge_messages{registry, Metric::bridge_messages_total};
  Counter bridge_failures{registry, Metric::bridge_failures_total};
  Counter bridge_merged{registry, Metric::bridge_merged_total};
  Histogram served{registry, Metric::http_request_duration_seconds};
  Counter state_failures{registry, Metric::state_write_failures_total};
  Gauge state_written{registry, Metric::state_last_write_timestamp_seconds};
  Histogram state_duration{registry, Metric::state_write_duration_seconds};

 private:
  void configure_sources(const events::Setup& setup);
  void configure_providers(const events::Setup& setup);
  void configure_channels(const events::Setup& setup);
};

/// Applies one event. `provider_of` knows the account's service from the last configuration.
class Counting {
 public:
  Counting(Counters& counters, const events::Event& event, std::map<std::string, std::string>& provider_of,
           std::set<std::string>& paused)
      : counters_(counters), event_(event), provider_of_(provider_of), paused_(paused) {}

  void operator()(const events::ConfigLoaded& e);
  void operator()(const events::ConfigRejected& e);
  void operator()(const events::PauseChanged& e);
  void operator()(const events::CycleStarted& e);
  void operator()(const events::CycleFinished& e);
  void operator()(const events::SourceAsked& e);
  void operator()(const events::AddressChanged& e);
  void operator()(const events::CallFinished& e);
  void operator()(const events::OperationFinished& e);
  void operator()(const events::RecordVerified& e);
  void operator()(const events::RecordDoubted& e);
  void operator()(const events::AccountPaused& e);
  void operator()(const events::AccountResumed& e);
  void operator()(const events::StateFailed& e);
  void operator()(const events::StateWritten& e);
  void operator()(const events::HttpServed& e);
  void operator()(const events::NotificationTried& e);
  void operator()(const events::NotificationsPending& e);
  void operator()(const events::BridgeSent& e);
  template <class Other>
  void operator()(const Other&) {}

 private:
  void show_circuit(const std::string& provider);

  Counters& counters_;
  const events::Event& event_;
  std::map<std::string, std::string>& provider_of_;
  std::set<std::string>& paused_;
};

}  // namespace ddns::metrics
