#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/observation.h"
#include "ddns/platform/interfaces.h"

namespace ddns::ipsource {

/// How one address is picked among those of an interface.
struct Selection {
  std::string interface = {};                            ///< empty = every interface but loopback
  std::optional<Prefix> within = {};                     ///< only addresses inside
  std::function<bool(const std::string&)> matches = {};  ///< only addresses whose text passes
  std::string matches_text = {};                         ///< for messages
  std::optional<std::size_t> index = {};                 ///< 1-based, in the order of preference
  bool all = false;                                      ///< every one that is left, not just the best
};

/// The machine's network, as far as the choice depends on it.
struct Network {
  std::vector<platform::InterfaceAddress> addresses;
  std::vector<platform::Interface> interfaces;
  std::optional<unsigned> default_interface = {};  ///< index of the one that the family's default route leads over
};

struct Choice {
  Observation observation;
  std::vector<IpAddress> others = {};  ///< what would come next, best first; empty with `index` and `all`
};

/// Pure, the same on every system. Never: addresses of interfaces that are down or have no carrier, loopback,
/// link-local, temporary (RFC 8981), deprecated, tentative or failed ones. Preferred: the interface of the default
/// route, public before private; IPv6 only: set by hand before stable before other, then the longer preferred lifetime,
/// which counts only when it is more than twice the other, for both run down and start anew with every advertisement;
/// else the lower interface index and address.
/// A selection that matches nothing is Unavailable, never "the first one". An interface without any address of the
/// family is Known and empty; one that is not there, is down or has no carrier is Unavailable, and so is a machine
/// whose only addresses are still tentative or lie on interfaces without a carrier.
[[nodiscard]] Choice choose_address(const Network& network, Family family, const Selection& selection);

}  // namespace ddns::ipsource
