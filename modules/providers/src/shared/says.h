#pragma once

#include <string>
#include <string_view>

namespace ddns::providers {

/// A service's own words made fit for an error message: one line of valid UTF-8 without control characters, at most
/// 200 bytes, in quotes. Only for texts that a service writes for people (an error field of its JSON), never for whole
/// bodies: error pages repeat requests, and requests hold credentials.
[[nodiscard]] std::string says(std::string_view text);

}  // namespace ddns::providers
