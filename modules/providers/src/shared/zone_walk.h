#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/plan/zone_state.h"

namespace ddns::providers {

/// Asks `look_up` for each name and then its parents (suffixes_of, down to `least_labels`) until there is a zone, or
/// one that is known already. A name without a zone is no error. Errors: those of `look_up`.
[[nodiscard]] Result<std::vector<plan::ZoneRef>> walk_up(
    const std::vector<DomainName>& names,
    const std::function<Result<std::optional<plan::ZoneRef>>(const DomainName&)>& look_up,
    std::size_t least_labels = 2);

}  // namespace ddns::providers
