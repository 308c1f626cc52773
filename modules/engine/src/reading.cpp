#include <algorithm>
#include <utility>

#include "ddns/core/text.h"
#include "lane_context.h"

namespace ddns::engine {
namespace {

plan::ZoneState remembered_state(const LaneContext& lane, const Group& group) {
  plan::ZoneState state{.zone = group.zone,
                        .records = {},
                        .knowledge = group.unknown ? plan::Knowledge::unknown : plan::Knowledge::remembered};
  for (const std::size_t member : group.members) {
    const LaneRecord& record = lane.record(member);
    if (!record.published) continue;
    for (const IpAddress& address : record.published->addresses) {
      state.records.push_back(
          {.key = record.desired.key, .address = address, .attributes = record.published->attributes});
    }
  }
  return state;
}

/// With `shared` only what we wrote, or may have written, is ours.
void mark_owned(const LaneContext& lane, const Group& group, plan::ZoneState& state) {
  for (const std::size_t member : group.members) {
    const LaneRecord& record = lane.record(member);
    if (!record.desired.shared) continue;
    for (plan::RemoteRecord& remote : state.records) {
      if (remote.key != record.desired.key) continue;
      remote.owned = record.also_ours.contains(remote.address) ||
                     (record.published && record.published->addresses.contains(remote.address));
    }
  }
}

}  // namespace

void read_group(LaneContext& lane, Group& group) {
  if (!lane.can.can_read) {
    group.state = remembered_state(lane, group);
    return;
  }
  provider::ReadScope scope{.zone = group.zone, .keys = {}};
  for (const std::size_t member : group.members) scope.keys.push_back(lane.record(member).desired.key);
  auto state = lane.verbs.read(scope, lane.failed_before(group.members));
  if (state) {
    mark_owned(lane, group, *state);
    group.state = *std::move(state);
    return;
  }
  const bool lost = state.error().reason == Reason::not_found;
  const std::lock_guard lock(lane.again_mutex);
  for (const std::size_t member : group.members) {
    if (lost && group.from_memory && lane.again_allowed) {
      lane.again.push_back(member);
    } else {
      lane.fail_member(member, state.error(), lost);
    }
  }
}

}  // namespace ddns::engine
