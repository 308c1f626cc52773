#include <algorithm>

#include "lower.h"
#include "match.h"

namespace ddns::plan {
namespace {

/// A new value joins the set as it stands: its records share TTL (RFC 2181 section 5.2) and proxying.
Attributes attributes_of_new(const Change& change, const Capabilities& capabilities) {
  Attributes attributes = change.attributes;
  if (!attributes.proxied) attributes.proxied = change.current.proxied;
  if (!attributes.ttl) attributes.ttl = change.current.ttl ? change.current.ttl : capabilities.default_ttl;
  return attributes;
}

void lower_change(const Change& change, const Capabilities& capabilities, Packer& packer) {
  const Match found = match(pointers_to(change.before), change.foreign, change.after, change.attributes);
  const std::size_t reused = std::min(found.missing.size(), found.spare.size());
  std::vector<Operation> writes;
  std::vector<Operation> deletes;
  writes.reserve(found.amend.size() + found.missing.size());
  deletes.reserve(found.spare.size() - reused);
  for (const RemoteRecord* record : found.amend) {
    writes.emplace_back(UpdateRecord{*record, record->address, change.attributes});
  }
  for (std::size_t i = 0; i < reused; ++i) {
    writes.emplace_back(UpdateRecord{*found.spare[i], found.missing[i], change.attributes});
  }
  for (std::size_t i = reused; i < found.missing.size(); ++i) {
    writes.emplace_back(CreateRecord{change.key, found.missing[i], attributes_of_new(change, capabilities)});
  }
  for (std::size_t i = reused; i < found.spare.size(); ++i) deletes.emplace_back(DeleteRecord{*found.spare[i]});
  packer.add(std::move(writes), std::move(deletes));
}

}  // namespace

void lower_to_records(const Plan& plan, const Capabilities& capabilities, Packer& packer) {
  for (const Change& change : plan.changes) {
    if (change.why == Why::unknown_state && capabilities.can_read) continue;
    lower_change(change, capabilities, packer);
  }
}

}  // namespace ddns::plan
