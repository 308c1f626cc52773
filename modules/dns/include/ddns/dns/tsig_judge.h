#pragma once

#include "ddns/core/clock.h"
#include "ddns/core/result.h"
#include "ddns/dns/exchange.h"
#include "ddns/dns/tsig.h"

namespace ddns::dns {

/// Whether an answer with code `rcode` may be believed, and if not, why. Success: it is signed well, or it is unsigned
/// and tells a failure other than NOTAUTH (servers cannot sign for keys they do not know, so the code itself is the
/// caller's to judge). Errors: Reason::clock for BADTIME, naming both clocks; Reason::auth for BADSIG, BADKEY,
/// BADTRUNC, an unsigned NOTAUTH, a success without signature, and a signature that is not good. Effect::none when the
/// server refused, Effect::unknown when a success cannot be believed. Messages name the key and the server.
[[nodiscard]] Status judge_tsig(const TsigAnswer& answer, Rcode rcode, const TsigKey& key, const Server& server,
                                WallTime now);

}  // namespace ddns::dns
