#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "ddns/metrics/metric_table.h"

namespace ddns::metrics {

using LabelValues = std::vector<std::string>;

/// All series of one row of the table. Keeps the references that prometheus-cpp hands out, so that counting costs no
/// look-up of label maps, and knows which series to remove. Not thread-safe: Metrics has one lock.
template <class T>
class Series {
 public:
  Series(prometheus::Registry& registry, Metric metric) : row_(row_of(metric)), family_(build(registry, row_)) {}

  /// Made at 0 when it is new.
  T& at(const LabelValues& values) {
    const auto found = members_.find(values);
    if (found != members_.end()) return *found->second;
    prometheus::Labels labels;
    for (std::size_t i = 0; i < row_.labels.size(); ++i) labels.emplace(row_.labels.at(i), values.at(i));
    return *members_.emplace(values, add(labels)).first->second;
  }

  /// Makes these and removes all others.
  void keep_only(const std::set<LabelValues>& wanted) {
    drop_others(wanted);
    for (const auto& values : wanted) (void)at(values);
  }

  /// Removes all others, and makes none: for what is not shown before it is known.
  void drop_others(const std::set<LabelValues>& wanted) {
    for (auto member = members_.begin(); member != members_.end();) {
      if (wanted.contains(member->first)) {
        ++member;
        continue;
      }
      family_.Remove(member->second);
      member = members_.erase(member);
    }
  }

 private:
  static prometheus::Family<T>& build(prometheus::Registry& registry, const MetricRow& row) {
    if constexpr (std::is_same_v<T, prometheus::Counter>) {
      return prometheus::BuildCounter().Name(row.name).Help(row.help).Register(registry);
    } else if constexpr (std::is_same_v<T, prometheus::Gauge>) {
      return prometheus::BuildGauge().Name(row.name).Help(row.help).Register(registry);
    } else {
      return prometheus::BuildHistogram().Name(row.name).Help(row.help).Register(registry);
    }
  }

  T* add(const prometheus::Labels& labels) {
    if constexpr (std::is_same_v<T, prometheus::Histogram>) {
      return &family_.Add(labels, prometheus::Histogram::BucketBoundaries(row_.buckets));
    } else {
      return &family_.Add(labels);
    }
  }

  const MetricRow& row_;
  prometheus::Family<T>& family_;
  std::map<LabelValues, T*> members_;
};

}  // namespace ddns::metrics
