#pragma once

#include <vector>

#include "ddns/plan/operation.h"
#include "ddns/provider/provider.h"
#include "powerdns/api.h"

namespace ddns::providers::powerdns {

/// Names up to which the zone of each is looked for; for more, all zones are listed.
inline constexpr std::size_t kFewZones = 4;

/// Names up to which each is read by itself. For more the whole zone is fetched, which the API gives in one piece;
/// where that is too long for one answer, it is name by name all the same.
inline constexpr std::size_t kFewNames = 50;

/// Reads under way at the same time.
inline constexpr std::size_t kAtOnce = 8;

/// The zones of the server that cover `names`.
[[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const Api& api, const std::vector<DomainName>& names,
                                                            const Call& call);

/// The asked RRsets. A CNAME at the name is an obstacle, and so is a zone that this server only copies. Disabled
/// records are not served, so they count as absent; a write of their RRset drops them.
[[nodiscard]] Result<plan::ZoneState> read_zone(const Api& api, const provider::ReadScope& scope, const Call& call);

/// All RRsets of the unit in one transaction. Comments are left out of the request, which keeps them.
[[nodiscard]] provider::UnitResult write_zone(const Api& api, const plan::Unit& unit, const Call& call);

}  // namespace ddns::providers::powerdns
