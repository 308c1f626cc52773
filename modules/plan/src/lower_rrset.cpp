#include "lower.h"

namespace ddns::plan {
namespace {

AddressSet with_foreign(std::vector<IpAddress> ours, const AddressSet& foreign) {
  ours.insert(ours.end(), foreign.begin(), foreign.end());
  return AddressSet(std::move(ours));
}

AddressSet values_before(const Change& change) {
  std::vector<IpAddress> ours;
  ours.reserve(change.before.size() + change.foreign.size());
  for (const RemoteRecord& record : change.before) ours.push_back(record.address);
  return with_foreign(std::move(ours), change.foreign);
}

ReplaceSet replacement(const Change& change, const Capabilities& capabilities) {
  ReplaceSet replace{.key = change.key,
                     .before = std::nullopt,
                     .after = change.foreign.empty()
                                  ? change.after
                                  : with_foreign({change.after.begin(), change.after.end()}, change.foreign),
                     .attributes = change.attributes,
                     .current = change.current};
  if (change.why != Why::unknown_state) replace.before = values_before(change);
  if (!replace.attributes.ttl && !replace.current.ttl) replace.attributes.ttl = capabilities.default_ttl;
  return replace;
}

}  // namespace

void lower_to_sets(const Plan& plan, const Capabilities& capabilities, Packer& packer) {
  for (const Change& change : plan.changes) {
    ReplaceSet replace = replacement(change, capabilities);
    if (replace.after.empty()) {
      packer.add_delete(std::move(replace));
    } else {
      packer.add_write(std::move(replace));
    }
  }
}

}  // namespace ddns::plan
