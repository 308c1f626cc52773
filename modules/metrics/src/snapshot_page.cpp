#include "snapshot_page.h"

#include "ddns/core/duration.h"
#include "text_page.h"

namespace ddns::metrics {
namespace {

double time_or_zero(const std::optional<WallTime>& time) { return time ? unix_seconds(*time) : 0; }

double failures_of(const events::RecordStatus& record) {
  double sum = 0;
  for (const auto& [reason, count] : record.update_failures) sum += static_cast<double>(count);
  return sum;
}

struct RecordColumn {
  Metric metric;
  double (*value)(const events::RecordStatus&);
};

constexpr RecordColumn record_columns[]{
    {Metric::record_updates_total, [](const events::RecordStatus& r) { return static_cast<double>(r.updates); }},
    {Metric::record_update_failures_total, failures_of},
    {Metric::record_out_of_sync_since_timestamp_seconds,
     [](const events::RecordStatus& r) { return time_or_zero(r.out_of_sync_since); }},
    {Metric::record_last_verified_timestamp_seconds,
     [](const events::RecordStatus& r) { return time_or_zero(r.last_verified); }},
    {Metric::record_last_update_timestamp_seconds,
     [](const events::RecordStatus& r) { return time_or_zero(r.last_update); }},
    {Metric::record_observed_seconds_total, [](const events::RecordStatus& r) { return r.observed_seconds; }},
    {Metric::record_wrong_seconds_total, [](const events::RecordStatus& r) { return r.wrong_seconds; }},
};

void one(TextPage& page, Metric metric, double value) {
  page.head(row_of(metric));
  page.sample(row_of(metric).name, {}, value);
}

template <class Number>
void one_if(TextPage& page, Metric metric, const std::optional<Number>& value) {
  if (value) one(page, metric, static_cast<double>(*value));
}

/// Two accounts may hold the same name at the same service, and a name may have several lines: one series per label set
/// is allowed, so a distinguishing word goes into the record label where it is needed.
std::string record_word(const events::RecordStatus& record, bool twin) {
  std::string out = record.setup.key.name.text();
  if (!record.setup.key.line.empty()) out += " [" + record.setup.key.line + "]";
  if (twin) out += " @" + record.setup.account;
  return out;
}

std::vector<std::string> label_column(const events::StatusView& view) {
  std::map<std::tuple<std::string_view, RecordKey>, int> seen;
  for (const auto& [key, record] : view.records) ++seen[{record.provider, key.second}];
  std::vector<std::string> out;
  out.reserve(view.records.size());
  const auto& names = row_of(Metric::record_updates_total).labels;
  for (const auto& [key, record] : view.records) {
    const bool twin = seen[{record.provider, key.second}] > 1;
    out.push_back(label_text(names, {record_word(record, twin), to_string(key.second.type), record.provider}));
  }
  return out;
}

}  // namespace

void append_records(std::string& out, const events::StatusView& view, SteadyTime now) {
  events::StatusView accounted;
  accounted.records = view.records;
  events::account_until(accounted, now);
  const auto labels = label_column(view);
  out.reserve(out.size() + labels.size() * std::size(record_columns) * 160);
  TextPage page(out);
  for (const RecordColumn& column : record_columns) {
    const MetricRow& row = row_of(column.metric);
    page.head(row);
    std::size_t i = 0;
    for (const auto& [key, record] : accounted.records) page.sample(row.name, labels[i++], column.value(record));
  }
}

void append_process(std::string& out, const platform::ProcessFigures& figures) {
  TextPage page(out);
  one_if(page, Metric::process_cpu_seconds_total, figures.cpu_seconds);
  one_if(page, Metric::process_resident_memory_bytes, figures.resident_bytes);
  one_if(page, Metric::process_virtual_memory_bytes, figures.virtual_bytes);
  one_if(page, Metric::process_start_time_seconds, figures.start_time);
  one_if(page, Metric::process_open_fds, figures.open_fds);
  one_if(page, Metric::process_max_fds, figures.max_fds);
  one_if(page, Metric::process_threads, figures.threads);
}

void append_log(std::string& out, const LogFigures& figures) {
  TextPage page(out);
  const MetricRow& messages = row_of(Metric::log_messages_total);
  page.head(messages);
  for (const auto& [level, count] : figures.messages) {
    if (!level.empty()) page.sample(messages.name, label_text(messages.labels, {level}), static_cast<double>(count));
  }
  one(page, Metric::log_dropped_total, static_cast<double>(figures.dropped));
  one(page, Metric::log_write_errors_total, static_cast<double>(figures.write_errors));
  one(page, Metric::log_rotations_total, static_cast<double>(figures.rotations));
  one(page, Metric::log_reopen_failures_total, static_cast<double>(figures.reopen_failures));
}

}  // namespace ddns::metrics
