#include "ddns/plan/derive.h"

namespace ddns::plan {
namespace {

std::vector<IpAddress> chosen(const Target& target, const AddressSet& observed) {
  std::vector<IpAddress> addresses(observed.begin(), observed.end());
  if (!target.many_values && addresses.size() > 1) addresses.resize(1);
  return addresses;
}

AddressSet placed(const Target& target, std::vector<IpAddress> observed) {
  if (target.host_ids.empty()) return AddressSet(std::move(observed));
  std::vector<IpAddress> addresses;
  for (const IpAddress& address : observed) {
    for (const HostId& host_id : target.host_ids) addresses.push_back(apply_host_id(address, host_id));
  }
  if (target.include_observed) addresses.insert(addresses.end(), observed.begin(), observed.end());
  return AddressSet(std::move(addresses));
}

}  // namespace

std::optional<DesiredSet> derive(const Target& target, const Observation& observation) {
  const auto* known = std::get_if<Known>(&observation);
  if (known == nullptr) return std::nullopt;
  DesiredSet desired{.key = target.key, .attributes = target.attributes, .shared = target.shared};
  desired.addresses = placed(target, chosen(target, known->addresses.only(family_of(target.key.type))));
  // Only a source that knows of no address at all may clear: an answer of the other family says nothing about this one.
  if (desired.addresses.empty() && (!target.clear_when_none || !known->addresses.empty())) return std::nullopt;
  return desired;
}

}  // namespace ddns::plan
