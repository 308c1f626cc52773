#include <algorithm>
#include <iterator>

#include "ddns/core/text.h"
#include "ddns/plan/plan.h"
#include "match.h"

namespace ddns::plan {
namespace {

using Verdict = std::optional<Error>;

Verdict refuse(const Change& change, std::string_view why) {
  return Error{.reason = Reason::config,
               .message = cat(change.key.to_string(), ": ", why, "; change `policy` if this is not what you mean")};
}

/// Values that nothing replaces stay: they are added to what is wanted. The first spare records are those that the
/// record grain re-uses for missing values, so the later ones are the ones without a successor.
void spare_the_surplus(Change& change, const Match& found) {
  std::vector<IpAddress> after(change.after.begin(), change.after.end());
  for (std::size_t i = found.missing.size(); i < found.spare.size(); ++i) after.push_back(found.spare[i]->address);
  change.after = AddressSet(std::move(after));
}

Match look_at(const Change& change) {
  return match(pointers_to(change.before), change.foreign, change.after, change.attributes);
}

Verdict upsert_only(Change& change) {
  if (change.after.empty()) return refuse(change, "policy upsert_only does not let the record be removed");
  if (change.why == Why::unknown_state) return std::nullopt;
  const Match found = look_at(change);
  if (found.spare.size() <= found.missing.size()) return std::nullopt;
  spare_the_surplus(change, found);
  if (look_at(change).right()) return refuse(change, "policy upsert_only does not let surplus values be removed");
  return std::nullopt;
}

Verdict create_only(const Change& change) {
  if (change.why == Why::unknown_state) {
    return refuse(change, "policy create_only, and it is not known whether the record exists");
  }
  if (!change.before.empty()) return refuse(change, "policy create_only does not let an existing record be changed");
  return std::nullopt;
}

Verdict judge(Policy policy, Change& change) {
  switch (policy) {
    case Policy::sync:
      return std::nullopt;
    case Policy::upsert_only:
      return upsert_only(change);
    case Policy::create_only:
      return create_only(change);
  }
  return std::nullopt;
}

}  // namespace

Plan restrict_to(Policy policy, Plan plan) {
  if (policy == Policy::sync) return plan;
  std::vector<Change> allowed;
  allowed.reserve(plan.changes.size());
  for (Change& change : plan.changes) {
    if (Verdict verdict = judge(policy, change)) {
      plan.refused.push_back({std::move(change.key), *std::move(verdict)});
    } else {
      allowed.push_back(std::move(change));
    }
  }
  plan.changes = std::move(allowed);
  std::ranges::stable_sort(plan.refused, {}, &Refused::key);
  return plan;
}

}  // namespace ddns::plan
