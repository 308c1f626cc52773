#include <algorithm>

#include "sli.h"

namespace ddns::events {
namespace {

/// The promise: right within this long after an address change. Only the time beyond it counts as wrong.
constexpr std::chrono::seconds grace{60};

double seconds(SteadyTime::duration span) { return std::chrono::duration<double>(span).count(); }

double beyond(SteadyTime from, SteadyTime to, const std::optional<SteadyTime>& since) {
  if (!since) return 0;
  const auto counted_from = std::max(from, *since + grace);
  return to > counted_from ? seconds(to - counted_from) : 0;
}

}  // namespace

void account_record(RecordStatus& record, SteadyTime now) {
  if (record.accounted == SteadyTime{} || now <= record.accounted) {
    record.accounted = std::max(record.accounted, now);
    return;
  }
  const auto from = record.accounted;
  record.accounted = now;
  const Standing standing = standing_of(record);
  if (standing == Standing::unknown) return;
  record.observed_seconds += seconds(now - from);
  if (standing == Standing::wrong) {
    record.wrong_seconds += beyond(from, now, record.wrong_from);
  } else {
    record.at_risk_seconds += beyond(from, now, record.confirmed);
    record.unproved_seconds += beyond(from, now, record.proved);
  }
}

void confirm_record(RecordStatus& record, SteadyTime now) {
  account_record(record, now);
  record.confirmed = now;
  record.at_risk_seconds = 0;
}

void lose_confirmation(RecordStatus& record, SteadyTime now, const std::optional<SteadyTime>& last) {
  account_record(record, now);
  // What the source itself saw stand after that, as one does that hears of every change, was right until then.
  const bool since_then = record.confirmed && (!last || *last <= *record.confirmed);
  if (since_then) record.wrong_seconds += record.at_risk_seconds;
  record.at_risk_seconds = 0;
  record.confirmed = now;
}

void lose_proof(RecordStatus& record) {
  record.wrong_seconds += record.unproved_seconds;
  // Both reach back from now: the shorter is part of the longer, and no second is moved twice.
  record.at_risk_seconds = std::max(0.0, record.at_risk_seconds - record.unproved_seconds);
  record.unproved_seconds = 0;
}

/// Unknown is neither right nor wrong: nobody could look, never proved, in doubt, or nobody knows what it should be.
Standing standing_of(const RecordStatus& record) noexcept {
  if (record.unverifiable) return Standing::unknown;
  if (record.wrong_from) return Standing::wrong;
  const bool known = record.last_verified && record.doubt.empty() && !record.address_unknown;
  return known ? Standing::right : Standing::unknown;
}

void account_until(StatusView& view, SteadyTime now) {
  for (auto& [key, record] : view.records) account_record(record, now);
}

}  // namespace ddns::events
