#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "ddns/core/deadline.h"
#include "ddns/core/ip_address.h"
#include "ddns/core/result.h"

namespace ddns::dns {

using Bytes = std::vector<std::uint8_t>;

/// A name server's transport address.
struct Server {
  IpAddress address;
  std::uint16_t port = 53;

  /// "192.0.2.1" or "[2001:db8::1]:5353".
  [[nodiscard]] std::string to_string() const;
  friend auto operator<=>(const Server&, const Server&) = default;
};

enum class Transport : std::uint8_t { udp, tcp };

struct ExchangeOptions {
  Transport transport = Transport::udp;
  std::string bind = {};  ///< interface name or source address; empty = the system's choice
  Deadline deadline = Deadline::never();
  std::stop_token stop = {};  ///< noticed within 250 ms
};

/// The port by which DNS messages leave: one message out, the matching one back. Implementations are safe to call
/// from several threads. UDP: an answer counts only from the asked address and port and with the same message id
/// (RFC 5452 section 9.1); others are ignored until the deadline. TCP: two-octet length prefix (RFC 1035 4.2.2).
/// Errors: timeout, connect, cancelled, io; with Effect::unknown once the message has left.
class Exchange {
 public:
  virtual ~Exchange() = default;
  [[nodiscard]] virtual Result<Bytes> exchange(std::span<const std::uint8_t> message, const Server& server,
                                               const ExchangeOptions& options) = 0;
};

}  // namespace ddns::dns
