#pragma once

#include <string>

#include "ddns/call/call.h"
#include "ddns/core/result.h"
#include "ddns/http/request.h"

namespace ddns::providers {

/// Sends, and puts what was being done ("updating home.example.com A") before the transport's message.
[[nodiscard]] Result<http::Response> send(const std::string& doing, const http::Request& request, const Call& call);

}  // namespace ddns::providers
