#pragma once

#include <string>
#include <vector>

#include "ddns/schema/schema.h"

namespace ddns::schema {

/// The settings of whatever makes HTTP connections: `bind`, `proxy`, `ca_file`. `proxy_help` says what goes through it.
[[nodiscard]] std::vector<Field> connection_fields(std::string proxy_help);

}  // namespace ddns::schema
