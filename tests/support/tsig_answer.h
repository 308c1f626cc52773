#pragma once

#include "ddns/core/clock.h"
#include "ddns/dns/message.h"
#include "ddns/dns/tsig.h"

namespace ddns::test {

/// What a name server puts into the TSIG record of its answer.
struct TsigOfAnswer {
  dns::Rcode error = dns::Rcode::noerror;
  dns::Bytes other = {};
  bool with_mac = true;  ///< BADKEY and BADSIG come without
};

/// `answer`, encoded and signed as the answer to the signed `request` (RFC 8945 section 5.3).
[[nodiscard]] dns::Bytes tsig_answer(const dns::Message& answer, const dns::Message& request, const dns::TsigKey& key,
                                     WallTime now, const TsigOfAnswer& tsig = {});

/// `request` without its TSIG record.
[[nodiscard]] dns::Message without_tsig(dns::Message request);

}  // namespace ddns::test
