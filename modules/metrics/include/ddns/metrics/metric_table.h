#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ddns::metrics {

enum class Type : std::uint8_t { counter, gauge, histogram };

/// Every metric of the program, without the prefix `ddns_` (process_* have none). The order is the order of the table.
enum class Metric : std::uint8_t {
  build_info,
  config_last_reload_successful,
  config_last_reload_success_timestamp_seconds,
  config_reloads_total,
  config_reload_failures_total,
  engine_paused,
  cycle_interval_seconds,
  cycle_last_started_timestamp_seconds,
  cycle_last_completed_timestamp_seconds,
  cycle_last_success_timestamp_seconds,
  cycle_duration_seconds,
  cycles_total,
  cycle_failures_total,
  ip_source_request_duration_seconds,
  ip_source_request_failures_total,
  ip_source_disagreements_total,
  ip_rejected_total,
  ip_changes_total,
  ip_last_change_timestamp_seconds,
  ip_last_detected_timestamp_seconds,
  ip_info,
  provider_request_duration_seconds,
  provider_request_failures_total,
  provider_retries_total,
  provider_circuit_open,
  provider_quota_remaining,
  credential_expiry_timestamp_seconds,
  records,
  record_updates_total,
  record_update_failures_total,
  record_out_of_sync_since_timestamp_seconds,
  record_last_verified_timestamp_seconds,
  record_last_update_timestamp_seconds,
  record_observed_seconds_total,
  record_wrong_seconds_total,
  record_verifications_total,
  record_verification_failures_total,
  record_propagation_seconds,
  hook_runs_total,
  hook_failures_total,
  notifications_pending,
  bridge_messages_total,
  bridge_failures_total,
  bridge_merged_total,
  http_request_duration_seconds,
  http_requests_in_flight,
  log_messages_total,
  log_dropped_total,
  log_write_errors_total,
  log_rotations_total,
  log_reopen_failures_total,
  state_write_failures_total,
  state_last_write_timestamp_seconds,
  state_write_duration_seconds,
  process_cpu_seconds_total,
  process_resident_memory_bytes,
  process_virtual_memory_bytes,
  process_start_time_seconds,
  process_open_fds,
  process_max_fds,
  process_threads,
};

/// One row of the public contract: code registers from it, documentation is made from it.
struct MetricRow {
  Metric metric;
  std::string name;  ///< complete, with prefix
  Type type;
  std::vector<std::string> labels;   ///< in the order in which values are given
  std::string help;                  ///< one line, no backslash: the text format does not escape it here
  std::vector<double> buckets = {};  ///< upper bounds, histograms only
};

/// Lives for ever; row i has Metric value i.
[[nodiscard]] const std::vector<MetricRow>& metric_table();
[[nodiscard]] const MetricRow& row_of(Metric metric);
[[nodiscard]] std::string_view to_string(Type type) noexcept;

/// The document docs/metrics.md, and the same for machines.
[[nodiscard]] std::string table_markdown();
[[nodiscard]] std::string table_json();

}  // namespace ddns::metrics
