#include "by_key.h"
#include "ddns/core/text.h"
#include "ddns/plan/plan.h"
#include "match.h"

namespace ddns::plan {
namespace {

/// What stands at one key, by whom we may touch it.
struct Standing {
  std::vector<const RemoteRecord*> ours;
  AddressSet foreign;
  const RemoteRecord* first = nullptr;  ///< ours before foreign; nullptr when nothing stands
};

Standing stand(std::span<const RemoteRecord* const> records, bool shared) {
  Standing standing;
  standing.ours.reserve(records.size());
  std::vector<IpAddress> foreign;
  for (const RemoteRecord* record : records) {
    if (!shared || record->owned) {
      standing.ours.push_back(record);
    } else {
      foreign.push_back(record->address);
    }
  }
  if (!foreign.empty()) standing.foreign = AddressSet(std::move(foreign));
  if (!records.empty()) standing.first = standing.ours.empty() ? records.front() : standing.ours.front();
  return standing;
}

Why why_of(const DesiredSet& desired, const Match& match) {
  if (desired.addresses.empty()) return Why::cleared;
  if (!match.missing.empty()) return match.spare.empty() ? Why::missing : Why::wrong_address;
  return match.amend.empty() ? Why::surplus : Why::wrong_attributes;
}

Change make_change(const DesiredSet& desired, Standing standing, Why why) {
  Change change{.key = desired.key, .why = why, .after = desired.addresses, .attributes = desired.attributes};
  change.before.reserve(standing.ours.size());
  for (const RemoteRecord* record : standing.ours) change.before.push_back(*record);
  change.foreign = std::move(standing.foreign);
  if (standing.first != nullptr) change.current = standing.first->attributes;
  return change;
}

Refused refuse(const RecordKey& key, std::span<const Obstacle* const> obstacles) {
  std::string what;
  for (const Obstacle* obstacle : obstacles) what = cat(what, what.empty() ? "" : "; ", obstacle->what);
  return {key, Error{.reason = Reason::conflict,
                     .message = cat(key.to_string(), " cannot be set: ", what,
                                    "; remove what is in the way, or take the record out of the configuration")}};
}

}  // namespace

Plan make_plan(const std::vector<DesiredSet>& desired, const ZoneState& actual) {
  Plan plan{.zone = actual.zone};
  KeyCursor<RemoteRecord> records(actual.records);
  KeyCursor<Obstacle> obstacles(actual.obstacles);
  const RecordKey* previous = nullptr;
  for (const DesiredSet* wish : sorted_by_key(desired)) {
    if (previous != nullptr && *previous == wish->key) {
      plan.refused.push_back(
          {wish->key, Error{.reason = Reason::config,
                            .message = cat(wish->key.to_string(), " is wanted twice; keep one of the two entries")}});
      continue;
    }
    previous = &wish->key;
    Standing standing = stand(records.take(wish->key), wish->shared);
    const auto in_the_way = obstacles.take(wish->key);
    const bool unknown = actual.knowledge == Knowledge::unknown;
    const Match found = match(standing.ours, standing.foreign, wish->addresses, wish->attributes);
    if (!unknown && found.right()) {
      plan.kept.push_back({wish->key, wish->addresses});
    } else if (!in_the_way.empty()) {
      plan.refused.push_back(refuse(wish->key, in_the_way));
    } else {
      plan.changes.push_back(
          make_change(*wish, std::move(standing), unknown ? Why::unknown_state : why_of(*wish, found)));
    }
  }
  return plan;
}

}  // namespace ddns::plan
