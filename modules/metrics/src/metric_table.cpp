#include "ddns/metrics/metric_table.h"

#include "ddns/core/text.h"

namespace ddns::metrics {
namespace {

using enum Type;
using M = Metric;
using Labels = std::vector<std::string>;

const Labels none{};
const Labels record_labels{"record", "record_type", "provider"};

std::vector<MetricRow> process_rows() {
  return {
      {M::build_info, "build_info", gauge, {"version", "revision", "compiler"}, "Always 1; the labels say what runs."},
      {M::config_last_reload_successful, "config_last_reload_successful", gauge, none,
       "1 if the newest configuration was accepted, 0 if it was refused and the former one is in force."},
      {M::config_last_reload_success_timestamp_seconds, "config_last_reload_success_timestamp_seconds", gauge, none,
       "When a configuration was last accepted, Unix time."},
      {M::config_reloads_total, "config_reloads_total", counter, none, "Configurations read again, accepted or not."},
      {M::config_reload_failures_total, "config_reload_failures_total", counter, none, "Configurations refused."},
      {M::engine_paused, "engine_paused", gauge, none, "1 while somebody has halted the program's work, else 0."},
  };
}

std::vector<MetricRow> detection_rows() {
  const std::vector<double> cycle{.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120};
  const std::vector<double> source{.025, .05, .1, .25, .5, 1, 2.5, 5, 10};
  return {
      {M::cycle_interval_seconds, "cycle_interval_seconds", gauge, none, "Configured time between two safety checks."},
      {M::cycle_last_started_timestamp_seconds, "cycle_last_started_timestamp_seconds", gauge, none,
       "When the last detection round began, Unix time, 0 = never."},
      {M::cycle_last_completed_timestamp_seconds, "cycle_last_completed_timestamp_seconds", gauge, none,
       "When the last detection round ended, Unix time, 0 = never."},
      {M::cycle_last_success_timestamp_seconds, "cycle_last_success_timestamp_seconds", gauge, none,
       "When a detection round last knew every needed address, Unix time, 0 = never."},
      {M::cycle_duration_seconds, "cycle_duration_seconds", histogram, none, "Length of detection rounds.", cycle},
      {M::cycles_total, "cycles_total", counter, none, "Detection rounds that ended."},
      {M::cycle_failures_total,
       "cycle_failures_total",
       counter,
       {"reason"},
       "Detection rounds in which a needed address stayed unknown."},
      {M::ip_source_request_duration_seconds,
       "ip_source_request_duration_seconds",
       histogram,
       {"source", "family"},
       "Time a source took to answer or fail.",
       source},
      {M::ip_source_request_failures_total,
       "ip_source_request_failures_total",
       counter,
       {"source", "family", "reason"},
       "Questions to a source that ended without a known answer."},
      {M::ip_source_disagreements_total,
       "ip_source_disagreements_total",
       counter,
       {"family"},
       "Questions to which two witnesses gave two answers."},
      {M::ip_rejected_total,
       "ip_rejected_total",
       counter,
       {"family", "reason"},
       "Addresses that a source offered and that must not be published."},
      {M::ip_changes_total, "ip_changes_total", counter, {"family"}, "Accepted changes of an address."},
      {M::ip_last_change_timestamp_seconds,
       "ip_last_change_timestamp_seconds",
       gauge,
       {"family"},
       "When an address last changed, Unix time, 0 = never."},
      {M::ip_last_detected_timestamp_seconds,
       "ip_last_detected_timestamp_seconds",
       gauge,
       {"family"},
       "When an address was last known for certain, Unix time, 0 = never."},
      {M::ip_info,
       "ip_info",
       gauge,
       {"family", "address"},
       "Always 1; the addresses that sources see now. Only with the setting metrics.ip_info."},
  };
}

std::vector<MetricRow> provider_rows() {
  const std::vector<double> calls{.05, .1, .2, .3, .4, .5, .75, 1, 1.5, 2.5, 5, 10, 30};
  return {
      {M::provider_request_duration_seconds,
       "provider_request_duration_seconds",
       histogram,
       {"provider", "operation"},
       "Time of calls to a DNS service; the count is the number of calls.",
       calls},
      {M::provider_request_failures_total,
       "provider_request_failures_total",
       counter,
       {"provider", "operation", "reason"},
       "Calls to a DNS service that failed."},
      {M::provider_retries_total,
       "provider_retries_total",
       counter,
       {"provider", "operation"},
       "Calls to a DNS service that were made because an earlier one failed."},
      {M::provider_circuit_open,
       "provider_circuit_open",
       gauge,
       {"provider"},
       "1 while an account of this service pauses after refusals, else 0."},
      {M::provider_quota_remaining,
       "provider_quota_remaining",
       gauge,
       {"provider"},
       "Calls that the service said last it still allows. Absent until it says so."},
      {M::credential_expiry_timestamp_seconds,
       "credential_expiry_timestamp_seconds",
       gauge,
       {"provider"},
       "When the first credentials for this service end, as `credentials_expire` says, Unix time, 0 = unknown."},
  };
}

std::vector<MetricRow> record_rows() {
  const std::vector<double> propagation{1, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600};
  return {
      {M::records,
       "records",
       gauge,
       {"provider", "record_type", "state"},
       "Record sets by what is known of them now: right, wrong or unknown."},
      {M::record_updates_total, "record_updates_total", counter, record_labels, "Writes the service accepted."},
      {M::record_update_failures_total, "record_update_failures_total", counter, record_labels,
       "Attempts to bring the record up to date that failed."},
      {M::record_out_of_sync_since_timestamp_seconds, "record_out_of_sync_since_timestamp_seconds", gauge,
       record_labels, "Since when the record is known to be wrong, Unix time, 0 = in sync."},
      {M::record_last_verified_timestamp_seconds, "record_last_verified_timestamp_seconds", gauge, record_labels,
       "When the record was last proved to be right, Unix time, 0 = never."},
      {M::record_last_update_timestamp_seconds, "record_last_update_timestamp_seconds", gauge, record_labels,
       "When the service last accepted a write, Unix time, 0 = never."},
      {M::record_observed_seconds_total, "record_observed_seconds_total", counter, record_labels,
       "Time during which it was known whether the record was right."},
      {M::record_wrong_seconds_total, "record_wrong_seconds_total", counter, record_labels,
       "Part of the observed time during which the record was wrong for longer than 60 seconds."},
      {M::record_verifications_total, "record_verifications_total", counter, {"provider"}, "Proofs tried."},
      {M::record_verification_failures_total,
       "record_verification_failures_total",
       counter,
       {"provider", "reason"},
       "Proofs that failed."},
      {M::record_propagation_seconds,
       "record_propagation_seconds",
       histogram,
       {"provider"},
       "Time from detecting an address to its being served by all authoritative servers.",
       propagation},
  };
}

std::vector<MetricRow> notify_rows() {
  return {
      {M::hook_runs_total, "hook_runs_total", counter, {"hook"}, "Attempts to deliver a notification, by channel."},
      {M::hook_failures_total,
       "hook_failures_total",
       counter,
       {"hook", "reason"},
       "Attempts to deliver a notification that failed."},
      {M::notifications_pending, "notifications_pending", gauge, none, "Notifications that wait for delivery."},
      {M::bridge_messages_total,
       "bridge_messages_total",
       counter,
       {"robot"},
       "Messages that the alert bridge passed on."},
      {M::bridge_failures_total,
       "bridge_failures_total",
       counter,
       {"robot", "reason"},
       "Messages that a robot of the alert bridge did not take."},
      {M::bridge_merged_total,
       "bridge_merged_total",
       counter,
       {"robot"},
       "Alert groups that went out as part of another message, to stay below the robot's limit."},
  };
}

std::vector<MetricRow> own_rows() {
  const std::vector<double> served{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5};
  return {
      {M::http_request_duration_seconds,
       "http_request_duration_seconds",
       histogram,
       {"handler", "method", "code"},
       "Requests to this program's own listener.",
       served},
      {M::http_requests_in_flight, "http_requests_in_flight", gauge, none,
       "Requests being handled by this program's own listener, the one for this page among them."},
      {M::log_messages_total, "log_messages_total", counter, {"level"}, "Log lines by level."},
      {M::log_dropped_total, "log_dropped_total", counter, none, "Log lines that could not be written anywhere."},
      {M::log_write_errors_total, "log_write_errors_total", counter, none, "Failed writes and rotations of the log."},
      {M::log_rotations_total, "log_rotations_total", counter, none, "Rotations of the log file by this program."},
      {M::log_reopen_failures_total, "log_reopen_failures_total", counter, none,
       "Requests to reopen the log that failed."},
      {M::state_write_failures_total, "state_write_failures_total", counter, none, "Failed writes of the state file."},
      {M::state_last_write_timestamp_seconds, "state_last_write_timestamp_seconds", gauge, none,
       "When the state file was last written, Unix time, 0 = never."},
      {M::state_write_duration_seconds, "state_write_duration_seconds", histogram, none,
       "Time of one transaction of the state file.", served},
      {M::process_cpu_seconds_total, "process_cpu_seconds_total", counter, none, "User and system CPU time."},
      {M::process_resident_memory_bytes, "process_resident_memory_bytes", gauge, none, "Resident memory."},
      {M::process_virtual_memory_bytes, "process_virtual_memory_bytes", gauge, none, "Virtual memory."},
      {M::process_start_time_seconds, "process_start_time_seconds", gauge, none, "Start of the process, Unix time."},
      {M::process_open_fds, "process_open_fds", gauge, none, "Open file descriptors or handles."},
      {M::process_max_fds, "process_max_fds", gauge, none, "Most file descriptors the system allows."},
      {M::process_threads, "process_threads", gauge, none, "Threads."},
  };
}

}  // namespace

std::string_view to_string(Type type) noexcept {
  switch (type) {
    case counter:
      return "counter";
    case gauge:
      return "gauge";
    case histogram:
      return "histogram";
  }
  return "untyped";
}

const std::vector<MetricRow>& metric_table() {
  static const std::vector<MetricRow> table = [] {
    std::vector<MetricRow> all;
    for (const auto& part :
         {process_rows(), detection_rows(), provider_rows(), record_rows(), notify_rows(), own_rows()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    for (MetricRow& row : all) {
      if (!row.name.starts_with("process_")) row.name = "ddns_" + row.name;
    }
    return all;
  }();
  return table;
}

const MetricRow& row_of(Metric metric) { return metric_table().at(static_cast<std::size_t>(metric)); }

}  // namespace ddns::metrics
