#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "ddns/dns/authority.h"

namespace ddns::engine {

/// Remembers for an hour which servers answer for a zone. Safe to use from several threads; two that miss the same
/// entry at once both ask.
class Authorities {
 public:
  struct Found {
    dns::AuthoritySet set;
    bool borrowed = false;  ///< found for another name above this one
  };
  /// The servers for `name`. `zone` is the zone it is known to lie in; without it a remembered zone above the name is
  /// taken. Errors: as dns::find_authority().
  [[nodiscard]] Result<Found> find(const dns::Doors& doors, const dns::StubResolver& resolver, const DomainName& name,
                                   const std::optional<DomainName>& zone);
  /// The same, asked for this very name: for when borrowed servers do not know it.
  [[nodiscard]] Result<Found> find_own(const dns::Doors& doors, const dns::StubResolver& resolver,
                                       const DomainName& name);
  /// The network is another one: other servers may answer for the same zone here.
  void forget();

 private:
  struct Entry {
    dns::AuthoritySet set;
    SteadyTime until;
  };
  [[nodiscard]] std::optional<dns::AuthoritySet> remembered(const DomainName& name, SteadyTime now);

  std::mutex mutex_;
  std::map<DomainName, Entry> entries_;
};

}  // namespace ddns::engine
