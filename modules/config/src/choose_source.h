#pragma once

#include <string>
#include <vector>

#include "context.h"
#include "read_sources.h"

namespace ddns::config {

/// Which source feeds which record of an entry; nullptr = there is no such record.
struct ChosenSources {
  Source* ipv4 = nullptr;
  Source* ipv6 = nullptr;
  bool ipv4_asked = false;  ///< named or `true`, not just by default
  bool ipv6_asked = false;
};

/// From `ipv4` and `ipv6` of a record. A family that is not mentioned gets the default source (`default4`, `default6`,
/// or the only source that tells the family), unless the other family names its source. Reports what does not fit.
[[nodiscard]] ChosenSources choose_sources(Context& context, const schema::Node& record, const schema::Values& values,
                                           std::vector<Source>& sources);

}  // namespace ddns::config
