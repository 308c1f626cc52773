#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "ddns/core/deadline.h"
#include "ddns/ipsource/ip_source.h"

namespace ddns::ipsource {

/// Somebody who can be asked.
struct Witness {
  std::string where;
  std::function<Observation(Deadline)> ask;  ///< answers by then
  /// Witnesses of one operator share a voice: once one of them has answered, the others are not asked. Empty = its own.
  std::string voice = {};
};

/// A witness is given its share of the time that is left, so that silent ones do not use up that of the others, but no
/// less than this as long as there is any: a slow line needs it for name, connection, TLS and answer.
inline constexpr std::chrono::milliseconds least_patience{2000};

/// Asks in order until `needed` voices have said the same. needed = 1 is an ordered fallback. Stops as soon as the
/// answer is certain or can no longer come about; a failed witness counts for nobody. Without agreement the observation
/// is Unavailable and says who said what.
[[nodiscard]] Sighting agree(const std::vector<Witness>& witnesses, std::size_t needed, const Call& call);

}  // namespace ddns::ipsource
