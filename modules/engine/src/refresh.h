#pragma once

#include "step.h"

namespace ddns::engine {

/// Services that let a host expire which nobody updates: what was acknowledged longer ago than
/// Capabilities::refresh_after is written again as it stands, once, by the account's lane and at its pace. The answer
/// renews the date, and the date outlives a restart. Not where records are `create_only`.
void schedule_refreshes(Step& step);

}  // namespace ddns::engine
