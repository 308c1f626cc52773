#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ddns/core/clock.h"

namespace ddns::http {

/// The three forms of RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT" and the two obsolete ones. `now` decides
/// the century of a two-digit year (not more than 50 years ahead). The name of the weekday is not checked.
[[nodiscard]] std::optional<WallTime> parse_http_date(std::string_view text, WallTime now);

/// "Sun, 06 Nov 1994 08:49:37 GMT"; fractions of a second are dropped.
[[nodiscard]] std::string format_http_date(WallTime time);

}  // namespace ddns::http
