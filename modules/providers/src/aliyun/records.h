#pragma once

#include <string>
#include <vector>

#include "aliyun/api.h"
#include "ddns/plan/operation.h"
#include "ddns/provider/provider.h"

namespace ddns::providers::aliyun {

/// Names per read() up to which each is asked for by itself; beyond, the zone is paged through.
inline constexpr std::size_t kFewNames = 3;

/// The line as the API names it; a key without one means "default".
[[nodiscard]] std::string line_of(const RecordKey& key);

/// The zones that cover `names`: for one or two names by asking for each suffix, for more by listing the account. The
/// API addresses zones by name, so they have no id.
[[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const Api& api, const std::vector<DomainName>& names,
                                                            const Call& call);

/// The asked RRsets. Obstacles are a CNAME on the same line, a locked record, and a disabled one where no enabled one
/// stands: the service would refuse a second record of that value, and to enable it is the user's to decide.
[[nodiscard]] Result<plan::ZoneState> read_records(const Api& api, const provider::ReadScope& scope, const Call& call);

/// One record. "Exists already" is looked into with a read: success if that is what was wanted.
[[nodiscard]] Result<provider::Ack> write_record(const Api& api, const plan::ZoneRef& zone,
                                                 const plan::Operation& operation, const Call& call);

}  // namespace ddns::providers::aliyun
