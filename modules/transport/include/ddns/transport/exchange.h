#pragma once

#include <span>

#include "ddns/core/clock.h"
#include "ddns/dns/exchange.h"

namespace ddns::transport {

/// dns::Exchange over the system's sockets: a fresh one for each message, so the source port is the system's random
/// choice (RFC 5452 section 9.2). UDP sockets are connected: the kernel drops what comes from elsewhere and tells when
/// nobody listens. Threads may share one object; nothing is kept between calls, nothing runs between them.
///
/// `bind`: an interface name binds to that device where the system allows it, else to one of its addresses of the
/// server's family; an address is used as the source. A link-local server is reached over the bound interface, else
/// over the one with the default route.
///
/// Errors: unavailable (nothing to bind to), connect (no route, nobody listens, connection broken), timeout, cancelled,
/// malformed (TCP: another message's answer), io. The effect is unknown once the message has left, but none when the
/// server's host said that nobody listens.
class SocketExchange final : public dns::Exchange {
 public:
  /// `clock` outlives this.
  explicit SocketExchange(const Clock& clock) : clock_(clock) {}

  [[nodiscard]] Result<dns::Bytes> exchange(std::span<const std::uint8_t> message, const dns::Server& server,
                                            const dns::ExchangeOptions& options) override;

 private:
  const Clock& clock_;
};

}  // namespace ddns::transport
