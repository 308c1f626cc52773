#pragma once

#include "ddns/provider/spec.h"

namespace ddns::providers {

/// A local file in the format of hosts(5), which dnsmasq reads too (`addn-hosts`, `hostsdir`): RRset grain, one atomic
/// replacement of the file per call. Only the lines between this account's two marker lines are ours; every other byte
/// stays as it is. Source: hosts(5), dnsmasq(8).
[[nodiscard]] const provider::ProviderSpec& hosts_spec();

}  // namespace ddns::providers
