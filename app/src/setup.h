#pragma once

#include "ddns/config/configuration.h"
#include "ddns/events/setup.h"

namespace ddns::app {

/// What observers have to know of the settings.
[[nodiscard]] events::Setup setup_of(const config::Configuration& configuration);

}  // namespace ddns::app
