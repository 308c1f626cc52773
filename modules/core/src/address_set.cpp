#include "ddns/core/address_set.h"

#include <algorithm>

namespace ddns {

AddressSet::AddressSet(std::initializer_list<IpAddress> addresses) : AddressSet(std::vector<IpAddress>(addresses)) {}

AddressSet::AddressSet(std::vector<IpAddress> addresses) : addresses_(std::move(addresses)) {
  std::sort(addresses_.begin(), addresses_.end());
  addresses_.erase(std::unique(addresses_.begin(), addresses_.end()), addresses_.end());
}

bool AddressSet::insert(const IpAddress& address) {
  const auto at = std::lower_bound(addresses_.begin(), addresses_.end(), address);
  if (at != addresses_.end() && *at == address) return false;
  addresses_.insert(at, address);
  return true;
}

bool AddressSet::erase(const IpAddress& address) {
  const auto at = std::lower_bound(addresses_.begin(), addresses_.end(), address);
  if (at == addresses_.end() || *at != address) return false;
  addresses_.erase(at);
  return true;
}

bool AddressSet::contains(const IpAddress& address) const noexcept {
  return std::binary_search(addresses_.begin(), addresses_.end(), address);
}

AddressSet AddressSet::only(Family family) const {
  AddressSet set;
  std::copy_if(addresses_.begin(), addresses_.end(), std::back_inserter(set.addresses_),
               [&](const IpAddress& address) { return address.family() == family; });
  return set;
}

std::string AddressSet::to_string() const {
  if (addresses_.empty()) return "none";
  std::string out;
  for (const auto& address : addresses_) {
    if (!out.empty()) out += ", ";
    out += address.to_string();
  }
  return out;
}

}  // namespace ddns
