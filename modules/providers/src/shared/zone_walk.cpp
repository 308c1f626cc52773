#include "shared/zone_walk.h"

#include <algorithm>
#include <utility>

#include "shared/suffixes.h"

namespace ddns::providers {

Result<std::vector<plan::ZoneRef>> walk_up(
    const std::vector<DomainName>& names,
    const std::function<Result<std::optional<plan::ZoneRef>>(const DomainName&)>& look_up, std::size_t least_labels) {
  std::vector<plan::ZoneRef> found;
  for (const auto& name : names) {
    for (const auto& suffix : suffixes_of(name, least_labels)) {
      if (std::ranges::find(found, suffix, &plan::ZoneRef::name) != found.end()) break;
      auto zone = look_up(suffix);
      if (!zone) return fail(std::move(zone).error());
      if (!*zone) continue;
      found.push_back(**std::move(zone));
      break;
    }
  }
  return found;
}

}  // namespace ddns::providers
