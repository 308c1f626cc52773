#pragma once

#include <compare>
#include <optional>
#include <vector>

#include "ddns/core/ip_address.h"
#include "ddns/core/result.h"
#include "ddns/platform/interfaces.h"

namespace ddns::platform {

/// What of an address can matter to somebody who publishes it; lifetimes are left out on purpose.
struct ViewedAddress {
  unsigned interface_index = 0;
  IpAddress address;
  unsigned prefix_length = 0;
  bool temporary = false;
  bool deprecated = false;
  bool tentative = false;
  bool dad_failed = false;
  bool running = false;  ///< its interface has a carrier

  friend auto operator<=>(const ViewedAddress&, const ViewedAddress&) = default;
};

/// The normalised network: two equal views mean that nothing happened that anybody needs to wake up for.
struct NetworkView {
  std::vector<ViewedAddress> addresses;
  std::optional<DefaultRoute> route4;
  std::optional<DefaultRoute> route6;
};

/// Sorted, without loopback (127/8, ::1) and link-local (169.254/16, fe80::/10) addresses. Pure.
[[nodiscard]] std::vector<ViewedAddress> view_addresses(const std::vector<InterfaceAddress>& addresses,
                                                        const std::vector<Interface>& interfaces);

/// Reads the system. Errors: Reason::io.
[[nodiscard]] Result<std::vector<ViewedAddress>> read_address_view();
[[nodiscard]] Status read_routes(NetworkView& view);

}  // namespace ddns::platform
