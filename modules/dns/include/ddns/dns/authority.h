#pragma once

#include <cstdint>
#include <vector>

#include "ddns/dns/client.h"
#include "ddns/dns/resolver.h"

namespace ddns::dns {

/// One name server; one of its addresses that answers is enough.
struct NamedServer {
  DomainName name;
  std::vector<Server> servers;
  friend bool operator==(const NamedServer&, const NamedServer&) = default;
};

/// Who answers for a zone. A name server without any address is listed with none.
struct AuthoritySet {
  DomainName zone;
  DomainName primary;  ///< the SOA's MNAME; the root when it is no host name
  std::vector<NamedServer> servers;
  friend bool operator==(const AuthoritySet&, const AuthoritySet&) = default;
};

/// A zone and its SOA's MNAME.
struct ZoneCut {
  DomainName zone;
  DomainName primary;
  friend bool operator==(const ZoneCut&, const ZoneCut&) = default;
};

/// Reads the zone cut from the answer to "SOA of name": the SOA itself at the apex, else the authority section's
/// (RFC 2308 section 2). nullopt when the answer does not tell: an alias stands there, or a forwarder dropped the
/// section.
[[nodiscard]] std::optional<ZoneCut> zone_cut(const Answer& answer, const DomainName& name);

/// The zone that holds `name`, asking for its SOA and then for its parents' until an answer tells. Errors: not_found
/// when not even a top-level zone is told; those of the resolver.
[[nodiscard]] Result<ZoneCut> find_zone(const Doors& doors, const StubResolver& resolver, const DomainName& name);

/// The zone that holds `name` and the addresses of all its name servers (at most 16 of them), at `port`: 53, unless a
/// network keeps its name servers elsewhere. Errors: as find_zone(); resolve when the name servers cannot be told.
[[nodiscard]] Result<AuthoritySet> find_authority(const Doors& doors, const StubResolver& resolver,
                                                  const DomainName& name, std::uint16_t port = 53);

}  // namespace ddns::dns
