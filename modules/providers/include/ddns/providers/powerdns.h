#pragma once

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// PowerDNS Authoritative Server through its HTTP API v1: RRset grain, one transaction per call. Source:
/// https://doc.powerdns.com/authoritative/http-api/, and a 4.7.3 server on loopback (tests/integration/powerdns).
[[nodiscard]] const provider::ProviderSpec& powerdns_spec();

}  // namespace ddns::providers
