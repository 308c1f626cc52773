#include <map>
#include <utility>

#include "crew.h"
#include "lane_context.h"

namespace ddns::engine {
namespace {

/// Writes once more into what was read: does it hold what was written?
void compare(LaneContext& lane, std::map<std::size_t, RecordResult>& held, const Result<plan::ZoneState>& state) {
  for (auto& [member, result] : held) {
    if (!state) {
      result.read_back = ReadBack::unreadable;
      result.read_back_detail = state.error().message;
      continue;
    }
    AddressSet seen;
    bool satisfied = true;
    for (const plan::RemoteRecord& record : state->records) {
      if (record.key != lane.record(member).desired.key) continue;
      const bool foreign = lane.record(member).desired.shared && !result.wanted.contains(record.address);
      if (foreign) continue;
      seen.insert(record.address);
      satisfied = satisfied && satisfies(record.attributes, lane.record(member).desired.attributes);
    }
    const bool right = seen == result.wanted && satisfied;
    result.read_back = right ? ReadBack::right : ReadBack::wrong;
    if (!right) result.read_back_detail = "read back " + seen.to_string() + ", wrote " + result.wanted.to_string();
  }
}

}  // namespace

void read_back(LaneContext& lane) {
  std::map<plan::ZoneRef, std::map<std::size_t, RecordResult>> zones;
  for (auto& [member, result] : lane.board.take_held()) {
    zones[result.zone.value_or(plan::ZoneRef{})].emplace(member, std::move(result));
  }
  Crew crew([&] { return lane.width(); });
  for (auto& zone : zones) {
    crew.add_last([&lane, &zone] {
      auto& [ref, held] = zone;
      provider::ReadScope scope{.zone = ref, .keys = {}};
      for (const auto& [member, result] : held) scope.keys.push_back(lane.record(member).desired.key);
      compare(lane, held, lane.verbs.read(scope, false));
      for (auto& [member, result] : held) lane.board.settle(member, std::move(result));
    });
  }
  crew.run();
}

}  // namespace ddns::engine
