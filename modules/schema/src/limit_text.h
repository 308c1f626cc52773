#pragma once

#include <cstdint>
#include <string>

#include "ddns/schema/schema.h"

namespace ddns::schema {

/// A limit as the user would write it: "5s", "10MiB", "7".
[[nodiscard]] std::string limit_text(Kind kind, std::int64_t limit);

/// "5s to 1d", "at least 1", or empty.
[[nodiscard]] std::string limits_text(const Field& field);

}  // namespace ddns::schema
