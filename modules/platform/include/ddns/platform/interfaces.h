#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/ip_address.h"
#include "ddns/core/result.h"

namespace ddns::platform {

/// One address of one interface, as the kernel has it now. A value; nothing is filtered out (loopback and link-local
/// addresses are there too).
struct InterfaceAddress {
  IpAddress address;
  unsigned prefix_length = 0;
  std::string interface_name;  ///< UTF-8; on Windows the friendly name ("Ethernet")
  unsigned interface_index = 0;

  bool temporary = false;       ///< IPv6 privacy address (RFC 8981)
  bool deprecated = false;      ///< preferred lifetime has run out
  bool tentative = false;       ///< duplicate address detection has not ended yet (RFC 4862)
  bool dad_failed = false;      ///< another host has it
  bool permanent = false;       ///< no end of validity (usually set by hand); false = dynamic
  bool stable_privacy = false;  ///< opaque stable interface id (RFC 7217); Linux only

  std::optional<std::chrono::seconds> preferred_lifetime;  ///< nullopt = forever, or not known
  std::optional<std::chrono::seconds> valid_lifetime;      ///< nullopt = forever, or not known

  friend bool operator==(const InterfaceAddress&, const InterfaceAddress&) = default;
};

/// Every address of every interface, by interface index, then address. Linux: an rtnetlink dump (rtnetlink(7)), which
/// needs no /proc. Windows: GetAdaptersAddresses. Errors: Reason::io; early at boot Windows may have no network driver
/// yet and gives Reason::unavailable. Thread-safe. An empty list without an error is a true answer.
[[nodiscard]] Result<std::vector<InterfaceAddress>> list_addresses();

struct Interface {
  std::string name;
  unsigned index = 0;
  bool up = false;       ///< switched on
  bool running = false;  ///< has a carrier: cable in, or associated
  bool loopback = false;
  std::optional<std::array<std::uint8_t, 6>> mac;  ///< EUI-48 only; nullopt for tunnels and the like

  friend bool operator==(const Interface&, const Interface&) = default;
};

/// By index. Errors as list_addresses().
[[nodiscard]] Result<std::vector<Interface>> list_interfaces();

struct DefaultRoute {
  std::string interface_name;
  unsigned interface_index = 0;
  std::optional<IpAddress> gateway;  ///< nullopt for point-to-point links
  std::uint32_t metric = 0;          ///< lower is preferred

  friend bool operator==(const DefaultRoute&, const DefaultRoute&) = default;
};

/// The preferred default route of the main table, by way of an interface that has a carrier; nullopt if there is none.
/// `interface_index` is the one of list_interfaces(). Errors: Reason::io. Thread-safe.
[[nodiscard]] Result<std::optional<DefaultRoute>> default_route(Family family);

}  // namespace ddns::platform
