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

/// Pure, the same on every system. Never: loopback, link-local, temporary (RFC 8981), deprecated, tentative or failed
/// ones. Preferred: public before private, set by hand before stable before other, longest preferred lifetime.
/// A selection that matches nothing is Unavailable, never "the first one". An interface without any address of the
/// family is Known and empty; one whose only address is still tentative is Unavailable.
[[nodiscard]] Observation choose_address(const std::vector<platform::InterfaceAddress>& addresses, Family family,
                                         const Selection& selection);

}  // namespace ddns::ipsource
