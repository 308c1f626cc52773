#pragma once

#include <chrono>

#include "ddns/core/result.h"
#include "ddns/dns/update.h"
#include "ddns/plan/operation.h"

namespace ddns::providers::rfc2136 {

/// The one message that does a unit. For each RRset: it must hold what was read (when that is known) and no CNAME may
/// stand where values come; then all its values are deleted and the new ones added. Errors: Reason::internal for an
/// operation of another grain.
[[nodiscard]] Result<dns::UpdateBuilder> update_for(const plan::Unit& unit, std::chrono::seconds default_ttl);

}  // namespace ddns::providers::rfc2136
