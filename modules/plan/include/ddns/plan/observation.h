#pragma once

#include "ddns/core/observation.h"

namespace ddns::plan {

// The values lie in `core`, because sources make them and may not include this room.
using ddns::Known;
using ddns::Observation;
using ddns::Unavailable;

}  // namespace ddns::plan
