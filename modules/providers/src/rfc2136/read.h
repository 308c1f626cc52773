#pragma once

#include <vector>

#include "ddns/core/result.h"
#include "ddns/plan/zone_state.h"
#include "ddns/provider/provider.h"
#include "rfc2136/primary.h"

namespace ddns::providers::rfc2136 {

/// The zones at the primary that hold `names`, by the SOA of each name (RFC 2308 section 2): any of them may be the
/// apex of a zone of its own, so a zone found for a neighbour does not answer for it. Where an alias stands the parent
/// is asked, each parent once. Names that the server does not answer for have none.
[[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(Primary& primary, const std::vector<DomainName>& names);

/// Asks the primary for each RRset, several at the same time. What a wildcard merely makes up for a name is not the
/// name's own (RFC 4592 section 3.3.1): where the answer equals that of a wildcard above, a prerequisite tells whether
/// the RRset is there.
[[nodiscard]] Result<plan::ZoneState> read_zone(Primary& primary, const provider::ReadScope& scope);

}  // namespace ddns::providers::rfc2136
