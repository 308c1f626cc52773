#pragma once

#include "ddns/core/result.h"
#include "ddns/http/request.h"

namespace ddns::http {

/// What must hold before a request may go on the wire: method and header names are tokens (RFC 9110 section 5.6.2),
/// header values hold no control characters (so that a credential with a line end cannot add a header), the URL has a
/// host. Errors: Reason::config; the message names the header, never its value.
[[nodiscard]] Status check_request(const Request& request);

}  // namespace ddns::http
