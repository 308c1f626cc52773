#pragma once

#include <string_view>

#include "ddns/core/record.h"
#include "ddns/plan/capabilities.h"

namespace ddns::plan {

/// How this record is proved. A proxied record answers with the CDN's addresses and a non-default line with another
/// set, so both are read back; what cannot be read is remembered. `attributes` are the effective ones: as read,
/// overlaid by what the user wants (a record made proxied by hand answers like any proxied one).
[[nodiscard]] Verification verify_mode(const Capabilities& capabilities, const RecordKey& key,
                                       const Attributes& attributes) noexcept;

[[nodiscard]] std::string_view to_string(Verification mode) noexcept;

}  // namespace ddns::plan
