#include <algorithm>
#include <cstddef>
#include <optional>

#include "ddns/plan/operation.h"

namespace ddns::plan {
namespace {

bool deletes(const Operation& operation) { return std::holds_alternative<DeleteRecord>(operation); }

/// Where a new RRset begins, as near to the middle as can be.
std::optional<std::size_t> border(const std::vector<Operation>& operations) {
  const std::size_t middle = operations.size() / 2;
  const auto distance = [&](std::size_t at) { return at > middle ? at - middle : middle - at; };
  std::optional<std::size_t> best;
  for (std::size_t at = 1; at < operations.size(); ++at) {
    if (best && distance(at) >= distance(*best)) continue;
    if (keys_of(operations[at - 1]) != keys_of(operations[at])) best = at;
  }
  return best;
}

}  // namespace

std::pair<Unit, Unit> halve(const Unit& unit) {
  const auto& all = unit.operations;
  Unit second{.zone = unit.zone, .phase = unit.phase, .atomic = unit.atomic};
  std::size_t cut = all.size() / 2;
  if (const auto between = border(all)) {
    cut = *between;
  } else if (const auto first_delete = std::ranges::find_if(all, deletes);
             first_delete != all.begin() && first_delete != all.end()) {
    cut = static_cast<std::size_t>(first_delete - all.begin());
    second.phase = 1;
  }
  const auto at = all.begin() + static_cast<std::ptrdiff_t>(cut);
  Unit first{.zone = unit.zone, .operations = {all.begin(), at}, .phase = unit.phase, .atomic = unit.atomic};
  second.operations.assign(at, all.end());
  return {std::move(first), std::move(second)};
}

}  // namespace ddns::plan
