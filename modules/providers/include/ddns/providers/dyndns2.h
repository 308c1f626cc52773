#pragma once

#include <vector>

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// Every service that is updated by one GET in the manner of Dyn's "Remote Access API" (/nic/update), each a provider
/// of its own, and the generic `dyndns2` for all others. Source: Dyn's and No-IP's help pages for the protocol and its
/// return codes; for the rows the services' own pages, ddclient, inadyn and qdm12/ddns-updater.
[[nodiscard]] std::vector<provider::ProviderSpec> dyndns2_specs();

}  // namespace ddns::providers
