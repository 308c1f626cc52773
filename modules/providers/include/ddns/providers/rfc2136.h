#pragma once

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// DNS UPDATE (RFC 2136) with TSIG (RFC 8945), for BIND, Knot DNS, PowerDNS and every other server that takes it: RRset
/// grain, one atomic message for many RRsets, prerequisites as optimistic lock. GSS-TSIG (Kerberos, as "secure only"
/// zones of Active Directory want it) is not spoken. Tested against a real BIND 9.18: tests/integration/bind.
[[nodiscard]] const provider::ProviderSpec& rfc2136_spec();

}  // namespace ddns::providers
