#pragma once

#include <exception>
#include <string_view>

#include "ddns/core/error.h"

namespace ddns::transport {

/// What an HTTP call was doing.
enum class Stage { resolve, connect, tls, send, receive };

/// The one place where exceptions of the socket and TLS libraries become Errors. The message names `origin`
/// ("https://host:port") and never a path, a query, a header or a body. The effect is Effect::none: whoever knows
/// whether the request had begun to leave says so. Thread-safe.
[[nodiscard]] Error map_failure(const std::exception& failure, Stage stage, std::string_view origin);

/// The call's own deadline passed: Reason::timeout.
[[nodiscard]] Error timed_out(Stage stage, std::string_view origin);
/// Stop was requested: Reason::cancelled.
[[nodiscard]] Error stopped(Stage stage, std::string_view origin);

}  // namespace ddns::transport
