#include "ddns/plan/normalise.h"

#include <algorithm>

#include "ddns/core/text.h"

namespace ddns::plan {
namespace {

/// What this wish asks of a service that cannot do it; empty = it can.
std::string_view impossible_set(const DesiredSet& set, const Capabilities& can) {
  const bool single = !can.many_values || can.grain == Grain::host;
  if (set.key.type == RecordType::a && !can.ipv4) return "the service has no IPv4 records; remove `ipv4`";
  if (set.key.type == RecordType::aaaa && !can.ipv6) return "the service has no IPv6 records; remove `ipv6`";
  if (!set.key.line.empty() && !can.lines) return "the service has no resolution lines; remove `line`";
  if (single && set.addresses.size() > 1) return "the service holds one address per record; publish only one";
  if (set.shared && single) return "the service holds one address per record; it cannot be `shared`";
  if (set.shared && !can.can_read) return "the service cannot be read, foreign values would be lost; remove `shared`";
  if (set.addresses.empty() && can.grain == Grain::host) {
    return "the service cannot remove an address; let the record stand when there is none";
  }
  return {};
}

std::string_view impossible_attribute(const Attributes& wanted, const Capabilities& can) {
  if (wanted.proxied && !can.proxied) return "the service does not proxy; remove `proxied`";
  if (wanted.comment && !can.comments) return "the service has no comments; remove `comment`";
  return {};
}

/// The first name in `extra` that the service does not have, explained; empty = there is none.
std::string impossible_extra(const Attributes& wanted, const Capabilities& can) {
  if (!can.extra) return {};
  for (const auto& [name, value] : wanted.extra) {
    if (std::ranges::find(*can.extra, name) != can.extra->end()) continue;
    const auto near = nearest(name, *can.extra);
    return cat("the service has no attribute `", name,
               near ? cat("`; did you mean `", *near, "`?") : "`; remove it from `extra`");
  }
  return {};
}

bool of_one_family(const DesiredSet& set) {
  return std::ranges::all_of(set.addresses, [family = family_of(set.key.type)](const IpAddress& address) {
    return address.family() == family;
  });
}

void drop_wishes_met_anyway(Attributes& wanted, const Capabilities& can) {
  if (wanted.proxied == false && !can.proxied) wanted.proxied.reset();
  if (wanted.comment && wanted.comment->empty() && !can.comments) wanted.comment.reset();
}

void fit_ttl(Attributes& wanted, const Capabilities& can) {
  if (wanted.proxied.value_or(false)) wanted.ttl.reset();
  if (!wanted.ttl || (can.automatic_ttl && wanted.ttl->count() == 1)) return;
  wanted.ttl = std::min(std::max(*wanted.ttl, can.min_ttl), std::max(can.min_ttl, can.max_ttl));
}

}  // namespace

Result<DesiredSet> normalise(DesiredSet desired, const Capabilities& capabilities) {
  drop_wishes_met_anyway(desired.attributes, capabilities);
  std::string problem(impossible_set(desired, capabilities));
  if (problem.empty()) problem = impossible_attribute(desired.attributes, capabilities);
  if (problem.empty()) problem = impossible_extra(desired.attributes, capabilities);
  if (problem.empty() && !of_one_family(desired)) problem = "an address is not of the record's family";
  if (!problem.empty()) return fail(Reason::config, cat(desired.key.to_string(), ": ", problem));
  fit_ttl(desired.attributes, capabilities);
  return desired;
}

}  // namespace ddns::plan
