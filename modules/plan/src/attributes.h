#pragma once

#include "ddns/core/record.h"

namespace ddns::plan {

/// True when nothing the user set would have to change. Unlike core's satisfies() it knows what cannot be fought: the
/// TTL of a proxied record is the service's, a TTL the service does not tell cannot be compared, and an absent comment,
/// switch or extra equals its empty value. Otherwise the record would be "mended" for ever.
[[nodiscard]] bool attributes_right(const Attributes& actual, const Attributes& wanted);

}  // namespace ddns::plan
