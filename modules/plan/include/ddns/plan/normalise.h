#pragma once

#include "ddns/core/result.h"
#include "ddns/plan/capabilities.h"
#include "ddns/plan/plan.h"

namespace ddns::plan {

/// Makes a wish fit a service before it is compared, so that the planner never asks for what the service would store
/// differently: such a difference would be "mended" for ever. A TTL outside the limits is clamped (1 stays where it
/// means "automatic"); the TTL of a record wanted proxied is dropped, the service sets it; `proxied: false` and an
/// empty comment are dropped where the service knows no such thing. Errors, all Reason::config and naming record and
/// setting: a family, line, comment, proxying, `extra` name, several values or a shared set that the service does not
/// have; clearing at host grain. Pure, idempotent.
[[nodiscard]] Result<DesiredSet> normalise(DesiredSet desired, const Capabilities& capabilities);

}  // namespace ddns::plan
