#pragma once

#include <string>

#include "cloudflare/api.h"
#include "ddns/plan/operation.h"
#include "ddns/provider/provider.h"

namespace ddns::providers::cloudflare {

/// Names per read() up to which each is asked for by itself; beyond, the zone is paged through.
inline constexpr std::size_t kFewNames = 3;

/// Records per page of a whole zone. The API documents a maximum far above (5,000,000, unconfirmed), and follows with
/// `result_info` when it gives fewer; 5,000 records are some 2 MB of JSON, well below the limit of a body, and most
/// zones fit into one call.
inline constexpr int kRecordsPerPage = 5000;

/// Where the records of a zone whose id is known are, below the endpoint.
[[nodiscard]] std::string records_path(const plan::ZoneRef& zone);

/// The asked RRsets of a zone whose id is known. A CNAME at an asked name, and a record that Cloudflare locks, are
/// obstacles.
[[nodiscard]] Result<plan::ZoneState> read_records(const Api& api, const provider::ReadScope& scope, const Call& call);

/// One unit: a single call for one operation, else one batch. "Exists already" to a single call is looked into with a
/// read: success if that is what was wanted.
[[nodiscard]] provider::UnitResult write_records(const Api& api, const plan::Unit& unit, const Call& call);

}  // namespace ddns::providers::cloudflare
