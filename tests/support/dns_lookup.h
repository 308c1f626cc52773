#pragma once

#include <set>
#include <string>

#include "ddns/dns/exchange.h"
#include "ddns/dns/message.h"

namespace ddns::test {

/// What an authoritative server answers to one question right now, as texts; empty when there is nothing, or no answer
/// within half a second.
[[nodiscard]] std::set<std::string> dns_lookup(const dns::Server& server, const std::string& name,
                                               dns::Type type = dns::Type::a);

}  // namespace ddns::test
