#include <algorithm>
#include <array>
#include <utility>

#include "lane_context.h"
#include "parallel.h"
#include "progress.h"

namespace ddns::engine {
namespace {

/// An atomic unit that was refused as a whole, by the service's judgement of its content.
bool can_be_halved(const plan::Unit& unit, const provider::UnitResult& results) {
  if (!unit.atomic || unit.operations.size() < 2) return false;
  return std::ranges::any_of(results, [](const auto& result) {
    if (result || result.error().effect != Effect::none) return false;
    const ErrorClass what = error_class(result.error());
    return what == ErrorClass::rejected || what == ErrorClass::conflict;
  });
}

class Applier {
 public:
  explicit Applier(LaneContext& lane) : lane_(lane), progress_(lane) {}

  void plan(const Group& group) {
    std::map<RecordKey, std::size_t> members;
    for (const std::size_t member : group.members) members.emplace(lane_.record(member).desired.key, member);
    for (const plan::Change& change : group.plan.changes) {
      progress_.expect(members.at(change.key), change, group.plan.zone);
    }
    for (plan::Unit& unit : plan::lower(group.plan, lane_.can)) {
      progress_.add(unit);
      phases_.at(std::min<std::size_t>(unit.phase, 1)).push_back(std::move(unit));
    }
  }

  void run() {
    for (std::size_t phase = 0; phase < phases_.size(); ++phase) run_phase(phase);
  }

 private:
  void run_phase(std::size_t phase) {
    std::vector<plan::Unit> units;
    for (const plan::Unit& unit : phases_.at(phase)) {
      plan::Unit left = progress_.without_failed(unit);
      if (!left.operations.empty()) units.push_back(std::move(left));
    }
    if (units.empty()) return;
    progress_.begin(units);
    std::size_t first = 0;
    if (lane_.width() == 1) {
      // While the account is on probation one call goes alone.
      apply(units[first++]);
    }
    in_parallel(units.size() - first, lane_.width(), [&](std::size_t i) { apply(units[first + i]); });
    progress_.end_phase();
  }

  void apply(const plan::Unit& unit) {
    const provider::UnitResult results = lane_.verbs.apply(unit);
    if (!can_be_halved(unit, results)) {
      progress_.take(unit, results);
      return;
    }
    const auto [first, second] = plan::halve(unit);
    apply(first);
    if (second.phase == unit.phase) {
      apply(second);
      return;
    }
    const std::lock_guard lock(later_);
    phases_.at(1).push_back(second);
  }

  LaneContext& lane_;
  Progress progress_;
  std::array<std::vector<plan::Unit>, 2> phases_;
  std::mutex later_;
};

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

void apply_groups(LaneContext& lane, const std::vector<Group>& groups) {
  Applier applier(lane);
  for (const Group& group : groups) {
    if (group.state) applier.plan(group);
  }
  applier.run();
}

void read_back(LaneContext& lane) {
  std::map<plan::ZoneRef, std::map<std::size_t, RecordResult>> zones;
  for (auto& [member, result] : lane.board.take_held()) {
    zones[result.zone.value_or(plan::ZoneRef{})].emplace(member, std::move(result));
  }
  for (auto& [zone, held] : zones) {
    provider::ReadScope scope{.zone = zone, .keys = {}};
    for (const auto& [member, result] : held) scope.keys.push_back(lane.record(member).desired.key);
    compare(lane, held, lane.verbs.read(scope));
    for (auto& [member, result] : held) lane.board.settle(member, std::move(result));
  }
}

}  // namespace ddns::engine
