#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "contract/conformance.h"
#include "ddns/dns/message.h"
#include "ddns/dns/tsig.h"

namespace ddns::contract {

/// One DNS message that must come, and what is done about it.
struct DnsStep {
  /// The whole message without its TSIG record; the id is the caller's choice. Compared byte by byte: what comes must
  /// be this, encoded and signed with the peer's key at the suite's standing clock.
  dns::Message expected;
  /// The answer's octets, given the message that came (with TSIG); empty = none: the connection is kept open, or
  /// closed at once when `drop` is set.
  std::function<dns::Bytes(const dns::Message& came)> answer = {};
  bool drop = false;
};

/// A name server on loopback that plays its steps in order: it wants questions over UDP and updates over TCP, one
/// message for each connection. It names the settings `server` and `port`.
[[nodiscard]] std::function<std::unique_ptr<Peer>()> dns_peer(dns::TsigKey key, std::vector<DnsStep> steps);

}  // namespace ddns::contract
