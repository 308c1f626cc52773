#pragma once

#include <vector>

#include "ddns/core/address_set.h"
#include "ddns/plan/zone_state.h"

namespace ddns::plan {

/// The records of one RRset sorted out against what it should hold. The one place that knows what "right" means: the
/// planner asks whether anything is left to do, the record grain turns the lists into operations. Pointers into the
/// caller's records.
struct Match {
  std::vector<const RemoteRecord*> amend;  ///< right value, wrong attributes
  std::vector<const RemoteRecord*> spare;  ///< wrong value, or a second record of a right one
  std::vector<IpAddress> missing;          ///< values that no record of ours and no foreign one has

  [[nodiscard]] bool right() const noexcept { return amend.empty() && spare.empty() && missing.empty(); }
};

/// `ours` are the records we may touch, in any order; O(n log n) in their number.
[[nodiscard]] Match match(std::vector<const RemoteRecord*> ours, const AddressSet& foreign, const AddressSet& wanted,
                          const Attributes& attributes);

/// For a change's own records.
[[nodiscard]] std::vector<const RemoteRecord*> pointers_to(const std::vector<RemoteRecord>& records);

}  // namespace ddns::plan
