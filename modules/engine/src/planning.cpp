#include <algorithm>
#include <utility>

#include "ddns/core/text.h"
#include "ddns/events/event.h"
#include "lane_context.h"
#include "masking.h"

namespace ddns::engine {
namespace {

class Planner {
 public:
  Planner(LaneContext& lane, Group& group) : lane_(lane), group_(group) {
    for (const std::size_t member : group.members) members_.emplace(lane.record(member).desired.key, member);
    for (const plan::RemoteRecord& record : group.state->records) first_.emplace(record.key, &record);
  }

  void run() {
    std::vector<plan::DesiredSet> desired;
    desired.reserve(group_.members.size());
    for (const std::size_t member : group_.members) desired.push_back(lane_.record(member).desired);
    group_.plan = plan::restrict_to(lane_.account.policy, plan::make_plan(desired, *group_.state));
    // What stands in the way is told in the service's own words.
    for (plan::Refused& refused : group_.plan.refused) mask(lane_.doors.environment, refused.error);
    brake();
    if (lane_.job.preview) return;
    const Environment& environment = lane_.doors.environment;
    environment.sink.publish({environment.clock.wall(), environment.clock.steady(), lane_.job.trace,
                              events::PlanMade{lane_.account.id, group_.plan}});
    keep();
    for (const plan::Refused& refused : group_.plan.refused) refuse(refused);
    put_off_what_was_just_written();
  }

 private:
  void brake() {
    const auto error = plan::too_much(group_.plan, lane_.account.limits);
    if (!error) return;
    for (plan::Change& change : std::exchange(group_.plan.changes, {})) {
      group_.plan.refused.push_back({std::move(change.key), *error});
    }
    std::ranges::stable_sort(group_.plan.refused, {}, &plan::Refused::key);
  }

  void refuse(const plan::Refused& refused) {
    RecordResult result = located(refused.key, ResultKind::failed);
    result.error = refused.error;
    lane_.board.settle(members_.at(refused.key), std::move(result));
  }

  RecordResult located(const RecordKey& key, ResultKind kind) const {
    RecordResult result = lane_.result(members_.at(key), kind);
    if (lane_.can.has_zones || lane_.can.can_read) result.zone = group_.state->zone;
    return result;
  }

  Published as_it_stands(const plan::Kept& kept) const {
    const LaneRecord& record = lane_.record(members_.at(kept.key));
    Published now{.addresses = kept.addresses, .written = lane_.doors.environment.clock.wall()};
    if (const auto remote = first_.find(kept.key); remote != first_.end()) now.attributes = remote->second->attributes;
    if (record.published) {
      now.verified = record.published->verified;
      if (record.published->addresses == kept.addresses) now.written = record.published->written;
    }
    return now;
  }

  void keep() {
    std::vector<state::Remembered> learned;
    for (const plan::Kept& kept : group_.plan.kept) {
      const LaneRecord& record = lane_.record(members_.at(kept.key));
      RecordResult result = located(kept.key, ResultKind::kept);
      result.was_read = lane_.can.can_read;
      result.now = as_it_stands(kept);
      const bool same = record.published && record.published->addresses == result.now->addresses &&
                        record.published->attributes == result.now->attributes && record.zone == result.zone;
      if (lane_.can.can_read && !same) {
        learned.push_back({.record = {lane_.account.id, kept.key},
                           .addresses = result.now->addresses,
                           .attributes = result.now->attributes,
                           .zone = group_.state->zone,
                           .written = result.now->written,
                           .verified = result.now->verified});
      }
      lane_.board.settle(members_.at(kept.key), std::move(result));
    }
    lane_.doors.journal.learned(learned);
  }

  void put_off(const RecordKey& key, SteadyTime until) {
    RecordResult result = located(key, ResultKind::deferred);
    result.until = until;
    result.error = Error{.reason = Reason::rate_limited,
                         .message = cat(key.to_string(), ": the service wants ", lane_.can.min_interval.count(),
                                        " s between two writes of a name")};
    lane_.board.settle(members_.at(key), std::move(result));
  }

  /// Between two writes of one name lies the service's minimum interval. Both families go together only where one call
  /// carries both; else the second one has to wait its turn.
  void put_off_what_was_just_written() {
    if (lane_.can.min_interval.count() == 0) return;
    const SteadyTime now = lane_.doors.environment.clock.steady();
    std::vector<plan::Change> allowed;
    for (plan::Change& change : group_.plan.changes) {
      const auto& before = lane_.record(members_.at(change.key)).not_written_before;
      const bool taken = !allowed.empty() && allowed.back().key.name == change.key.name;
      if (before && *before > now) {
        put_off(change.key, *before);
      } else if (taken && !lane_.can.both_families_in_one) {
        put_off(change.key, now + lane_.can.min_interval);
      } else {
        allowed.push_back(std::move(change));
      }
    }
    group_.plan.changes = std::move(allowed);
  }

  LaneContext& lane_;
  Group& group_;
  std::map<RecordKey, std::size_t> members_;
  std::map<RecordKey, const plan::RemoteRecord*> first_;  ///< the first value of each set as it stands
};

}  // namespace

void plan_group(LaneContext& lane, Group& group) { Planner(lane, group).run(); }

}  // namespace ddns::engine
