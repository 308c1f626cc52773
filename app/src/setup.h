#pragma once

#include "ddns/engine/settings.h"
#include "ddns/events/setup.h"

namespace ddns::app {

/// What observers have to know of the settings.
[[nodiscard]] events::Setup setup_of(const engine::Settings& settings);

}  // namespace ddns::app
