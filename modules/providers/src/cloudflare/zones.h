#pragma once

#include <vector>

#include "cloudflare/api.h"
#include "ddns/plan/zone_state.h"

namespace ddns::providers::cloudflare {

/// The zones that cover `names`: for one or two names by asking for each suffix, for more by listing the account.
/// Errors beside the API's: Reason::config when two zones have the wanted name (the user must state zone_id).
[[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const Api& api, const std::vector<DomainName>& names,
                                                            const Call& call);

/// The zone of exactly this name. Errors: Reason::not_found when the token sees none.
[[nodiscard]] Result<plan::ZoneRef> find_zone(const Api& api, const DomainName& name, const Call& call);

/// The zone with this id, to learn its name.
[[nodiscard]] Result<plan::ZoneRef> get_zone(const Api& api, const std::string& id, const Call& call);

}  // namespace ddns::providers::cloudflare
