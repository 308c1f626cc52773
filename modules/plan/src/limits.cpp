#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/plan/plan.h"

namespace ddns::plan {
namespace {

bool vanishes(const Change& change) { return change.after.empty() && change.foreign.empty(); }

Error stop(const Plan& plan, std::string_view verb, std::size_t count, std::string_view limit, std::size_t allowed) {
  return Error{
      .reason = Reason::config,
      .message = cat("zone ", plan.zone.name.text(), ": ", count, " record sets would be ", verb, " at once and `",
                     limit, "` is ", allowed, "; nothing was done. Raise the limit if this is meant")};
}

}  // namespace

std::optional<Error> too_much(const Plan& plan, const Limits& limits) {
  if (plan.changes.size() > limits.max_changes) {
    return stop(plan, "changed", plan.changes.size(), "max_changes", limits.max_changes);
  }
  const auto deletes = static_cast<std::size_t>(std::ranges::count_if(plan.changes, vanishes));
  if (deletes > limits.max_deletes) return stop(plan, "deleted", deletes, "max_deletes", limits.max_deletes);
  return std::nullopt;
}

}  // namespace ddns::plan
