#include "applier.h"

#include <algorithm>
#include <utility>

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

}  // namespace

void Applier::take(const Group& group) {
  std::map<RecordKey, std::size_t> members;
  for (const std::size_t member : group.members) members.emplace(lane_.record(member).desired.key, member);
  for (const plan::Change& change : group.plan.changes) {
    progress_.expect(members.at(change.key), change, group.plan.zone);
  }
  for (plan::Unit& unit : plan::lower(group.plan, lane_.can)) {
    progress_.add(unit);
    auto& phase = phases_.at(std::min<std::size_t>(unit.phase, 1));
    phase.push_back({std::move(unit)});
  }
}

void Applier::start() { start_phase(0); }

void Applier::start_phase(std::size_t phase) {
  for (; phase < phases_.size(); ++phase) {
    std::vector<Piece> pieces = left_of(phase);
    if (pieces.empty()) continue;
    std::vector<plan::Unit> units;
    units.reserve(pieces.size());
    for (const Piece& piece : pieces) units.push_back(piece.unit);
    progress_.begin(units);
    open_ = pieces.size();
    std::vector<Crew::Task> tasks;
    tasks.reserve(pieces.size());
    for (Piece& piece : pieces) {
      tasks.emplace_back([this, phase, piece = std::move(piece)] {
        apply(piece);
        end_one(phase);
      });
    }
    crew_.add_first(std::move(tasks));
    return;
  }
}

std::vector<Applier::Piece> Applier::left_of(std::size_t phase) {
  const std::lock_guard lock(mutex_);
  std::vector<Piece> pieces;
  for (const Piece& piece : phases_.at(phase)) {
    plan::Unit left = progress_.without_failed(piece.unit);
    if (!left.operations.empty()) pieces.push_back({std::move(left), piece.halved});
  }
  return pieces;
}

void Applier::end_one(std::size_t phase) {
  {
    const std::lock_guard lock(mutex_);
    if (--open_ > 0) return;
  }
  progress_.end_phase();
  start_phase(phase + 1);
}

void Applier::apply(const Piece& piece) {
  const bool retry = piece.halved || progress_.failed_before(piece.unit);
  const provider::UnitResult results = lane_.verbs.apply(piece.unit, retry);
  if (!can_be_halved(piece.unit, results)) {
    progress_.take(piece.unit, results);
    return;
  }
  auto [first, second] = plan::halve(piece.unit);
  const bool at_once = second.phase == piece.unit.phase;
  apply({std::move(first), true});
  if (at_once) return apply({std::move(second), true});
  const std::lock_guard lock(mutex_);
  phases_.at(1).push_back({std::move(second), true});
}

}  // namespace ddns::engine
