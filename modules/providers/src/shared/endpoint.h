#pragma once

#include <string>
#include <string_view>

#include "ddns/core/error.h"
#include "ddns/http/url.h"
#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::providers {

/// The setting every service has: where its API is, `url` unless configured, so that a private gateway or a test server
/// can stand in for it.
[[nodiscard]] schema::Field endpoint_field(std::string url, std::string help = "Base URL of the API.");

/// That setting, read. `service` opens the message when it is no URL (Reason::config).
[[nodiscard]] Result<http::Url> endpoint_of(std::string_view service, const schema::Values& values,
                                            std::string_view key = "endpoint");

}  // namespace ddns::providers
