#include "progress.h"

#include <utility>

#include "ddns/plan/verify_mode.h"

namespace ddns::engine {
namespace {

AddressSet values_before(const plan::Change& change) {
  AddressSet before;
  for (const plan::RemoteRecord& record : change.before) before.insert(record.address);
  return before;
}

bool is_unknown(const Error& error) { return error.effect != Effect::none; }

/// `wanted` over `current`.
Attributes merged(Attributes current, const Attributes& wanted) {
  if (wanted.ttl) current.ttl = wanted.ttl;
  if (wanted.proxied) current.proxied = wanted.proxied;
  if (wanted.comment) current.comment = wanted.comment;
  for (const auto& [name, value] : wanted.extra) current.extra[name] = value;
  return current;
}

}  // namespace

void Progress::expect(std::size_t member, const plan::Change& change, const plan::ZoneRef& zone) {
  entries_[change.key] = {.member = member, .change = &change, .zone = zone};
}

void Progress::add(const plan::Unit& unit) {
  const std::lock_guard lock(mutex_);
  for (const plan::Operation& operation : unit.operations) {
    for (const RecordKey& key : plan::keys_of(operation)) ++entries_.at(key).open;
  }
}

plan::Unit Progress::without_failed(const plan::Unit& unit) {
  const std::lock_guard lock(mutex_);
  plan::Unit left{.zone = unit.zone, .phase = unit.phase, .atomic = unit.atomic};
  for (const plan::Operation& operation : unit.operations) {
    const auto keys = plan::keys_of(operation);
    const auto stopped = [&](const RecordKey& key) { return entries_.at(key).error || entries_.at(key).skipped; };
    if (std::ranges::none_of(keys, stopped)) left.operations.push_back(operation);
  }
  return left;
}

bool Progress::failed_before(const plan::Unit& unit) {
  const std::lock_guard lock(mutex_);
  std::vector<std::size_t> members;
  for (const plan::Operation& operation : unit.operations) {
    for (const RecordKey& key : plan::keys_of(operation)) members.push_back(entries_.at(key).member);
  }
  return lane_.failed_before(members);
}

state::Intent Progress::intent_of(const Entry& entry) const {
  const LaneRecord& record = lane_.record(entry.member);
  return {.record = {lane_.account.id, entry.change->key},
          .before = values_before(*entry.change),
          .after = entry.change->after,
          .actor = record.actor.empty() ? std::string(events::to_string(record.trigger)) : record.actor,
          .trace = lane_.job.trace.to_string(),
          .at = lane_.doors.environment.clock.wall()};
}

void Progress::begin(const std::vector<plan::Unit>& units) {
  const std::lock_guard lock(mutex_);
  std::vector<state::Intent> intents;
  std::vector<Entry*> owners;
  for (const plan::Unit& unit : units) {
    for (const plan::Operation& operation : unit.operations) {
      for (const RecordKey& key : plan::keys_of(operation)) {
        Entry& entry = entries_.at(key);
        if (entry.intent) continue;
        entry.intent = intent_of(entry);
        intents.push_back(*entry.intent);
        owners.push_back(&entry);
      }
    }
  }
  const auto ids = lane_.doors.journal.begin(intents);
  for (std::size_t i = 0; i < ids.size(); ++i) owners[i]->intent->id = ids[i];
}

void Progress::take(const plan::Unit& unit, const provider::UnitResult& results) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < unit.operations.size(); ++i) {
    for (const RecordKey& key : plan::keys_of(unit.operations[i])) take_one(entries_.at(key), results[i]);
  }
  if (!lane_.can.can_read) end_done(unit);
}

void Progress::end_done(const plan::Unit& unit) {
  std::vector<state::Ending> endings;
  for (const plan::Operation& operation : unit.operations) {
    for (const RecordKey& key : plan::keys_of(operation)) {
      Entry& entry = entries_.at(key);
      if (!entry.done || entry.error || !entry.intent) continue;
      if (auto ending = ending_of(key, entry)) endings.push_back(*std::move(ending));
      entry.intent.reset();
    }
  }
  lane_.doors.journal.end(endings);
}

void Progress::take_one(Entry& entry, const Result<provider::Ack>& outcome) {
  --entry.open;
  if (outcome) {
    entry.written = true;
    entry.unchanged = entry.unchanged && outcome->unchanged;
  } else if (untried(outcome.error())) {
    entry.skipped = true;
  } else {
    entry.written = true;
    if (!entry.error || (is_unknown(outcome.error()) && !is_unknown(*entry.error))) entry.error = outcome.error();
  }
  if (entry.open == 0 && !entry.error && !entry.skipped) finish(entry);
}

void Progress::end_phase() {
  const std::lock_guard lock(mutex_);
  std::vector<state::Ending> endings;
  for (auto& [key, entry] : entries_) {
    if ((entry.error || entry.skipped) && !entry.done) finish(entry);
    if (!entry.intent) continue;
    if (auto ending = ending_of(key, entry)) endings.push_back(*std::move(ending));
    entry.intent.reset();
  }
  lane_.doors.journal.end(endings);
}

/// nullopt when the intent stays open, because the effect is not known, or was never written down.
std::optional<state::Ending> Progress::ending_of(const RecordKey& key, const Entry& entry) const {
  const bool unknown = entry.error && is_unknown(*entry.error);
  if (entry.intent->id == 0 || unknown) return std::nullopt;
  state::Ending ending{.intent = entry.intent->id, .at = lane_.doors.environment.clock.wall()};
  if (entry.error) {
    ending.error = entry.error;
  } else if (entry.skipped) {
    ending.error = Error{.reason = Reason::cancelled, .message = "not tried"};
  } else if (entry.done) {
    Published now = after(entry);
    ending.now = state::Remembered{.record = {lane_.account.id, key},
                                   .addresses = std::move(now.addresses),
                                   .attributes = std::move(now.attributes),
                                   .zone = entry.zone,
                                   .written = now.written};
  }
  return ending;
}

Published Progress::after(const Entry& entry) const {
  return {.addresses = entry.change->after,
          .attributes = merged(entry.change->current, entry.change->attributes),
          .written = lane_.doors.environment.clock.wall()};
}

RecordResult Progress::success(const Entry& entry) const {
  RecordResult result = lane_.result(entry.member, ResultKind::updated);
  result.before = values_before(*entry.change);
  result.why = entry.change->why;
  result.unchanged = entry.unchanged;
  result.written = true;
  result.now = after(entry);
  // A policy may have left more than was wanted; the rest is the wish, so that nothing looks open.
  result.now->addresses = result.wanted;
  if (lane_.can.has_zones || lane_.can.can_read) result.zone = entry.zone;
  return result;
}

RecordResult Progress::failure(const Entry& entry) const {
  RecordResult result = lane_.result(entry.member, ResultKind::failed);
  result.written = entry.written;
  result.unsure = is_unknown(*entry.error);
  result.error = entry.error;
  result.zone_lost = entry.error->reason == Reason::not_found;
  const auto account_error = lane_.gate.account_error();
  result.account_wide = account_error && error_class(*account_error) == error_class(*entry.error);
  if (result.unsure && entry.intent) result.dangling.push_back(*entry.intent);
  return result;
}

void Progress::finish(Entry& entry) {
  entry.done = true;
  if (!entry.error && entry.skipped) return;  // untried: the board says so
  if (entry.error) {
    const ErrorClass what = error_class(*entry.error);
    const bool stale = what == ErrorClass::conflict || what == ErrorClass::not_found;
    if (stale && lane_.again_allowed && lane_.can.can_read && !is_unknown(*entry.error)) {
      const std::lock_guard lock(lane_.again_mutex);
      lane_.again.push_back(entry.member);
      return;
    }
    lane_.board.settle(entry.member, failure(entry));
    return;
  }
  const bool read_back =
      lane_.settings(entry.member).verify.value_or(lane_.account.verify).enabled &&
      plan::verify_mode(lane_.can, entry.change->key, entry.change->attributes) == plan::Verification::read_back;
  if (read_back) {
    lane_.board.hold(entry.member, success(entry));
  } else {
    lane_.board.settle(entry.member, success(entry));
  }
}

}  // namespace ddns::engine
