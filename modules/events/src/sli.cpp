#include <algorithm>

#include "sli.h"

namespace ddns::events {
namespace {

/// The promise: right within this long after an address change. Only the time beyond it counts as wrong.
constexpr std::chrono::seconds grace{60};

double seconds(SteadyTime::duration span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

void account_record(RecordStatus& record, SteadyTime now) {
  if (record.accounted == SteadyTime{} || now <= record.accounted) {
    record.accounted = std::max(record.accounted, now);
    return;
  }
  const auto from = record.accounted;
  record.accounted = now;
  if (record.wrong_from) {
    record.observed_seconds += seconds(now - from);
    const auto counted_from = std::max(from, *record.wrong_from + grace);
    if (now > counted_from) record.wrong_seconds += seconds(now - counted_from);
    return;
  }
  // Unknown is not right: a record never proved, or in doubt, is not observed.
  if (record.last_verified && record.doubt.empty()) record.observed_seconds += seconds(now - from);
}

void account_until(StatusView& view, SteadyTime now) {
  for (auto& [key, record] : view.records) account_record(record, now);
}

}  // namespace ddns::events
