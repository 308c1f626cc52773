#pragma once

#include <string>

#include "ddns/core/error.h"
#include "ddns/dns/message.h"

namespace ddns::providers::rfc2136 {

/// What the message was like.
struct Sent {
  bool guarded = false;  ///< it had prerequisites
  std::string key = {};  ///< name of the TSIG key; empty = it was not signed
};

/// What a code other than NOERROR means, after its TSIG was judged. `about` begins the message: server and zone or
/// name. The server did nothing (RFC 2136 section 3.5 undoes a half-done update), but a SERVFAIL is not taken at its
/// word.
[[nodiscard]] Error classify(dns::Rcode rcode, const std::string& about, const Sent& sent);

}  // namespace ddns::providers::rfc2136
