#pragma once

#include <string>

#include "ddns/core/error.h"
#include "ddns/dns/message.h"

namespace ddns::providers::rfc2136 {

/// What a code other than NOERROR means, after its TSIG was judged. `about` begins the message: server and zone or
/// name. `guarded`: the message had prerequisites. The server did nothing (RFC 2136 section 3.5 undoes a half-done
/// update), but a SERVFAIL is not taken at its word.
[[nodiscard]] Error classify(dns::Rcode rcode, const std::string& about, bool guarded);

}  // namespace ddns::providers::rfc2136
