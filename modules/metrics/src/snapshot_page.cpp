#include "snapshot_page.h"

#include <map>
#include <set>

#include "text_page.h"

namespace ddns::metrics {
namespace {

void one(TextPage& page, Metric metric, double value) {
  page.head(row_of(metric));
  page.sample(row_of(metric).name, {}, value);
}

template <class Number>
void one_if(TextPage& page, Metric metric, const std::optional<Number>& value) {
  if (value) one(page, metric, static_cast<double>(*value));
}

void collect(const std::optional<Observation>& observation, std::set<IpAddress>& addresses) {
  if (!observation) return;
  const auto* known = std::get_if<Known>(&*observation);
  if (known != nullptr) addresses.insert(known->addresses.begin(), known->addresses.end());
}

}  // namespace

/// From the newest answers, so that an address that is gone leaves no series.
void append_addresses(std::string& out, const events::StatusView& view) {
  std::map<Family, std::set<IpAddress>> all;
  for (const auto& [id, source] : view.sources) {
    collect(source.ipv4.observation, all[Family::ipv4]);
    collect(source.ipv6.observation, all[Family::ipv6]);
  }
  TextPage page(out);
  const MetricRow& row = row_of(Metric::ip_info);
  page.head(row);
  for (const auto& [family, addresses] : all) {
    for (const IpAddress& address : addresses) {
      page.sample(row.name, label_text(row.labels, {to_string(family), address.to_string()}), 1);
    }
  }
}

void append_requests(std::string& out, unsigned in_flight) {
  TextPage page(out);
  one(page, Metric::http_requests_in_flight, in_flight);
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
