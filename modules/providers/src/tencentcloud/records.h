#pragma once

#include <vector>

#include "ddns/plan/operation.h"
#include "ddns/provider/provider.h"
#include "tencentcloud/api.h"

namespace ddns::providers::tencentcloud {

/// Names per read() up to which each is asked for by itself; beyond, the zone is paged through.
inline constexpr std::size_t kFewNames = 3;

/// The default line. `RecordLine` is required in every write, by this name also for international accounts.
inline constexpr std::string_view kDefaultLine = "默认";
inline constexpr std::string_view kDefaultLineId = "0";

/// The weight of a record in Attributes::extra: kept by updates, and may be set by the user.
inline constexpr const char* kWeight = "Weight";

/// Every zone of the account. The API addresses zones by name, so they have no id here.
[[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const Api& api, const Call& call);

/// The asked RRsets. Obstacles are a CNAME on the same line, and a disabled record where no enabled one stands: the
/// service would refuse a second record of that value, and to enable it is the user's to decide.
[[nodiscard]] Result<plan::ZoneState> read_records(const Api& api, const provider::ReadScope& scope, const Call& call);

/// One record. "Exists already" is looked into with a read: success if that is what was wanted.
[[nodiscard]] Result<provider::Ack> write_record(const Api& api, const plan::ZoneRef& zone,
                                                 const plan::Operation& operation, const Call& call);

}  // namespace ddns::providers::tencentcloud
