#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/ip_address.h"

namespace ddns::platform {

/// A recursive name server of this machine.
struct NameServer {
  IpAddress address;
  std::uint16_t port = 53;
  std::string interface_name = {};  ///< zone of a link-local address ("fe80::1%eth0"), else empty

  friend bool operator==(const NameServer&, const NameServer&) = default;
};

/// The "nameserver" lines of a resolv.conf(5), in order and without repetition; lines that cannot be read are skipped.
[[nodiscard]] std::vector<NameServer> parse_resolv_conf(std::string_view text);

/// The servers the system's resolver uses now: /etc/resolv.conf (127.0.0.1 if it names none, as the resolver does), on
/// Windows those of the adapters that are up. Read anew on each call. Thread-safe.
[[nodiscard]] std::vector<NameServer> system_name_servers();

}  // namespace ddns::platform
