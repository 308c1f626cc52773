#include <algorithm>
#include <deque>

#include "applier.h"
#include "crew.h"
#include "lane_context.h"

namespace ddns::engine {
namespace {

/// What failed last comes last: a zone that never answers may take a call's whole time each time.
void healthy_first(const LaneContext& lane, std::vector<Group>& groups) {
  const auto fails = [&](const Group& group) {
    return std::ranges::all_of(group.members, [&](std::size_t member) { return lane.record(member).failed_last; });
  };
  std::ranges::stable_partition(groups, [&](const Group& group) { return !fails(group); });
}

}  // namespace

/// Zone by zone: what is read is written before the next zone is read, so that the first of many zones need not wait
/// for the last, nor for one that does not answer. Where nothing can be read there is nothing to wait for, and all
/// intents are written down in one transaction.
void carry_out(LaneContext& lane, std::vector<Group>& groups) {
  healthy_first(lane, groups);
  if (groups.size() > 1 && !lane.job.probe) lane.gate.forgive_one_read();
  Crew crew([&] { return lane.width(); });
  std::deque<Applier> appliers;
  if (!lane.can.can_read) {
    Applier& all = appliers.emplace_back(lane, crew);
    for (Group& group : groups) {
      read_group(lane, group);
      plan_group(lane, group);
      all.take(group);
    }
    all.start();
  } else {
    for (Group& group : groups) {
      crew.add_last([&lane, &group, &applier = appliers.emplace_back(lane, crew)] {
        read_group(lane, group);
        if (!group.state) return;
        plan_group(lane, group);
        applier.take(group);
        applier.start();
      });
    }
  }
  crew.run();
}

void plan_only(LaneContext& lane, std::vector<Group>& groups) {
  Crew crew([&] { return lane.can.can_read ? lane.width() : 1; });
  for (Group& group : groups) {
    crew.add_last([&] { read_group(lane, group); });
  }
  crew.run();
  for (Group& group : groups) {
    if (group.state) plan_group(lane, group);
  }
}

}  // namespace ddns::engine
