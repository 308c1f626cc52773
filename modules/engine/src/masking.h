#pragma once

#include "ddns/engine/runner.h"

namespace ddns::engine {

/// Takes known secrets out of an error, before it is told to anybody.
void mask(const Environment& environment, Error& error);

}  // namespace ddns::engine
