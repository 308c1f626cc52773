#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ddns/core/domain_name.h"
#include "ddns/core/ip_address.h"
#include "ddns/core/result.h"
#include "ddns/dns/exchange.h"
#include "ddns/dns/tsig.h"
#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::providers::rfc2136 {

/// A name server as the user wrote it.
struct Host {
  std::variant<IpAddress, DomainName> where;
  std::uint16_t port = 53;
};

/// How messages travel.
enum class Travel : std::uint8_t {
  mixed,  ///< questions over UDP, and over TCP where the answer is cut off or UDP does not get through; updates over
          ///< TCP
  tcp,
  udp,  ///< what is too large for a datagram goes over TCP all the same
};

struct Settings {
  std::vector<Host> servers;
  std::optional<DomainName> zone = {};
  std::optional<dns::TsigKey> key = {};  ///< absent: updates are allowed by address
  Travel travel = Travel::mixed;
  std::chrono::seconds default_ttl{300};
  std::chrono::milliseconds timeout{5000};  ///< for one message and its answer
  std::string bind = {};
};

/// "ns1.example.com", "192.0.2.1", "2001:db8::1", each with ":port" (IPv6 then in brackets). Errors: Reason::config.
[[nodiscard]] Result<Host> parse_host(std::string_view text, std::uint16_t default_port);

[[nodiscard]] schema::Schema settings_schema();

/// Errors: Reason::config naming the setting.
[[nodiscard]] Result<Settings> read_settings(const schema::Values& values);

}  // namespace ddns::providers::rfc2136
