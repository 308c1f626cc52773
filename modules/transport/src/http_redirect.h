#pragma once

#include <optional>

#include "ddns/http/request.h"

namespace ddns::transport {

/// Where a redirect leads, if it is one that is followed: GET or HEAD, 301, 302, 303, 307 or 308, to the same scheme,
/// host and port.
[[nodiscard]] std::optional<http::Url> same_origin_redirect(const http::Request& request,
                                                            const http::Response& response);

}  // namespace ddns::transport
