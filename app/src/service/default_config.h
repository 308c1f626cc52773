#pragma once

#include <string>

namespace ddns::app {

/// What `service install` writes where there is no configuration yet: an example with every line commented out, so that
/// nothing happens before somebody has said what shall happen.
[[nodiscard]] std::string default_config();

}  // namespace ddns::app
