#pragma once

#include <string_view>

#include "ddns/engine/settings.h"

namespace ddns::config {

/// A name server: "192.0.2.1", "192.0.2.1:5353", "2001:db8::1" or "[2001:db8::1]:5353". Errors: Reason::config.
[[nodiscard]] Result<dns::Server> parse_server(std::string_view text);

}  // namespace ddns::config
