#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/ipsource/ip_source.h"

namespace ddns::ipsource {

/// Somebody who can be asked.
struct Witness {
  std::string where;
  std::function<Observation()> ask;
};

/// Asks in order until `needed` witnesses have said the same. needed = 1 is an ordered fallback. Stops as soon as the
/// answer is certain or can no longer come about; a failed witness counts for nobody. Without agreement the observation
/// is Unavailable and says who said what.
[[nodiscard]] Sighting agree(const std::vector<Witness>& witnesses, std::size_t needed, const Call& call);

}  // namespace ddns::ipsource
