#include "authorities.h"

#include <utility>

#include "tuning.h"

namespace ddns::engine {

std::optional<dns::AuthoritySet> Authorities::remembered(const DomainName& name, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return std::nullopt;
  if (found->second.until > now) return found->second.set;
  entries_.erase(found);
  return std::nullopt;
}

void Authorities::forget() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

Result<Authorities::Found> Authorities::find_own(const dns::Doors& doors, const dns::StubResolver& resolver,
                                                 const DomainName& name) {
  auto set = dns::find_authority(doors, resolver, name);
  if (!set) return fail(std::move(set).error());
  const Entry entry{*set, doors.clock.steady() + authority_lifetime};
  const std::lock_guard lock(mutex_);
  entries_.insert_or_assign(name, entry);
  entries_.insert_or_assign(set->zone, entry);
  return Found{*std::move(set), false};
}

Result<Authorities::Found> Authorities::find(const dns::Doors& doors, const dns::StubResolver& resolver,
                                             const DomainName& name, const std::optional<DomainName>& zone) {
  const SteadyTime now = doors.clock.steady();
  if (zone) {
    if (auto set = remembered(*zone, now)) return Found{*std::move(set), false};
    return find_own(doors, resolver, *zone);
  }
  bool borrowed = false;
  for (std::optional<DomainName> at = name; at && !at->is_root(); at = at->parent()) {
    if (auto set = remembered(*at, now)) return Found{*std::move(set), borrowed};
    borrowed = true;
  }
  return find_own(doors, resolver, name);
}

}  // namespace ddns::engine
