#include "record_series.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "ddns/core/duration.h"
#include "text_page.h"

namespace ddns::metrics {
namespace {

constexpr std::string_view everything = "_all";

/// The values of one record, or of several as one.
struct Figures {
  double updates = 0, failures = 0;
  double out_of_sync_since = 0;               ///< 0 = in sync
  double last_verified = 0, last_update = 0;  ///< 0 = never
  double observed = 0, wrong = 0;
};

double time_or_zero(const std::optional<WallTime>& time) { return time ? unix_seconds(*time) : 0; }

Figures figures_of(const events::RecordStatus& record) {
  Figures out{.updates = static_cast<double>(record.updates),
              .out_of_sync_since = time_or_zero(record.out_of_sync_since),
              .last_verified = time_or_zero(record.last_verified),
              .last_update = time_or_zero(record.last_update),
              .observed = record.observed_seconds,
              .wrong = record.wrong_seconds};
  for (const auto& [reason, count] : record.update_failures) out.failures += static_cast<double>(count);
  return out;
}

/// What went with records that are gone stays in the sum: a counter that shrinks looks like one that began anew.
void add_departed(Figures& all, const events::Departed& departed) {
  all.updates += static_cast<double>(departed.updates);
  all.failures += static_cast<double>(departed.update_failures);
  all.observed += departed.observed_seconds;
  all.wrong += departed.wrong_seconds;
}

/// What matters is the record that is worst off: out of sync for longest, not verified for longest.
void join(Figures& all, const Figures& one) {
  all.updates += one.updates;
  all.failures += one.failures;
  if (all.out_of_sync_since == 0 || (one.out_of_sync_since != 0 && one.out_of_sync_since < all.out_of_sync_since)) {
    all.out_of_sync_since = one.out_of_sync_since;
  }
  all.last_verified = std::min(all.last_verified, one.last_verified);
  all.last_update = std::max(all.last_update, one.last_update);
  all.observed += one.observed;
  all.wrong += one.wrong;
}

struct Column {
  Metric metric;
  double Figures::*value;
};

constexpr Column columns[]{
    {Metric::record_updates_total, &Figures::updates},
    {Metric::record_update_failures_total, &Figures::failures},
    {Metric::record_out_of_sync_since_timestamp_seconds, &Figures::out_of_sync_since},
    {Metric::record_last_verified_timestamp_seconds, &Figures::last_verified},
    {Metric::record_last_update_timestamp_seconds, &Figures::last_update},
    {Metric::record_observed_seconds_total, &Figures::observed},
    {Metric::record_wrong_seconds_total, &Figures::wrong},
};

using Group = std::tuple<std::string, RecordType, std::string>;  ///< record, type, provider
struct Row {
  Group group;
  Figures figures;
};

/// Names words for records that stay apart: two accounts may hold the same name at the same service, a name may have
/// several lines, and two names may go under one alias. A label set may stand on a page once.
class Words {
 public:
  Words(const events::StatusView& view, const PageOptions& options) : options_(options) {
    for (const auto& [key, record] : view.records) ++seen_[{plain(record), key.second.type, record.provider}];
  }

  std::string operator()(const events::RecordStatus& record) {
    std::string word = plain(record);
    const RecordType type = record.setup.key.type;
    if (seen_.at({word, type, record.provider}) > 1) word += " @" + record.setup.account;
    const std::string base = word;
    for (unsigned number = 2; !taken_.emplace(word, type, record.provider).second; ++number) {
      word = base + " #" + std::to_string(number);
    }
    return word;
  }

 private:
  std::string plain(const events::RecordStatus& record) const {
    const DomainName& name = record.setup.key.name;
    std::string out = options_.word_for ? options_.word_for(name) : name.text();
    if (!record.setup.key.line.empty()) out += " [" + record.setup.key.line + "]";
    return out;
  }

  const PageOptions& options_;
  std::map<Group, unsigned> seen_;
  std::set<Group> taken_;
};

std::vector<Row> single_rows(const events::StatusView& view, const PageOptions& options) {
  std::vector<Row> rows;
  rows.reserve(view.records.size());
  Words words(view, options);
  for (const auto& [key, record] : view.records) {
    rows.push_back({{words(record), key.second.type, record.provider}, figures_of(record)});
  }
  return rows;
}

std::vector<Row> joined_rows(const events::StatusView& view) {
  std::map<Group, Figures> groups;
  for (const auto& [key, record] : view.records) {
    const Figures figures = figures_of(record);
    const auto [group, fresh] =
        groups.try_emplace({std::string(everything), key.second.type, record.provider}, figures);
    if (!fresh) join(group->second, figures);
  }
  std::vector<Row> rows;
  rows.reserve(groups.size());
  for (auto& [group, figures] : groups) {
    const auto gone = view.departed.find({std::get<2>(group), std::get<1>(group)});
    if (gone != view.departed.end()) add_departed(figures, gone->second);
    rows.push_back({group, figures});
  }
  return rows;
}

bool joined(const events::StatusView& view, RecordSeries wanted) {
  if (wanted != RecordSeries::automatic) return wanted == RecordSeries::aggregate;
  return view.records.size() > most_single_records;
}

/// How many there are, told apart by what is known of them: exact also where their series are one.
void append_standings(TextPage& page, const events::StatusView& view) {
  using enum events::Standing;
  std::map<std::pair<std::string, RecordType>, std::map<events::Standing, unsigned>> counts;
  for (const auto& [key, record] : view.records) {
    auto& group = counts[{record.provider, key.second.type}];
    for (const auto standing : {right, wrong, unknown}) (void)group[standing];
    ++group[events::standing_of(record)];
  }
  const MetricRow& row = row_of(Metric::records);
  page.head(row);
  for (const auto& [group, standings] : counts) {
    for (const auto& [standing, count] : standings) {
      page.sample(row.name, label_text(row.labels, {group.first, to_string(group.second), to_string(standing)}), count);
    }
  }
}

}  // namespace

void append_records(std::string& out, const events::StatusView& view, SteadyTime now, const PageOptions& options) {
  events::StatusView accounted;
  accounted.records = view.records;
  accounted.departed = view.departed;
  events::account_until(accounted, now);
  const auto rows = joined(view, options.records) ? joined_rows(accounted) : single_rows(accounted, options);
  std::vector<std::string> labels;
  labels.reserve(rows.size());
  for (const Row& row : rows) {
    const auto& [record, type, provider] = row.group;
    labels.push_back(label_text(row_of(columns[0].metric).labels, {record, to_string(type), provider}));
  }
  out.reserve(out.size() + labels.size() * std::size(columns) * 160);
  TextPage page(out);
  for (const Column& column : columns) {
    const MetricRow& row = row_of(column.metric);
    page.head(row);
    for (std::size_t i = 0; i < rows.size(); ++i) page.sample(row.name, labels[i], rows[i].figures.*column.value);
  }
  append_standings(page, view);
}

}  // namespace ddns::metrics
