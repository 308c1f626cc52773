#pragma once

#include <string>
#include <string_view>

#include "ddns/core/result.h"
#include "ddns/core/secret.h"

namespace ddns::http {

/// The value of an Authorization header, "Basic …" (RFC 7617, UTF-8). Errors: Reason::config when the user name holds a
/// colon, which the scheme cannot express.
[[nodiscard]] Result<std::string> basic_auth(std::string_view user, const Secret& password);

/// "Bearer <token>" (RFC 6750 section 2.1).
[[nodiscard]] std::string bearer_auth(const Secret& token);

}  // namespace ddns::http
