#pragma once

#include <optional>
#include <string>

#include "adapters.h"
#include "ddns/platform/interfaces.h"
#include "wide.h"

namespace ddns::platform {

// What GetAdaptersAddresses says, in the terms of InterfaceAddress. Pure: Wine knows only good addresses that last for
// ever, so made-up structures are what this is tested with.

constexpr ULONG lasts_for_ever = 0xFFFFFFFF;

[[nodiscard]] inline std::optional<std::chrono::seconds> lifetime_of(ULONG seconds) {
  if (seconds == lasts_for_ever) return std::nullopt;
  return std::chrono::seconds{seconds};
}

[[nodiscard]] inline unsigned index_of(const IP_ADAPTER_ADDRESSES& adapter) noexcept {
  return adapter.IfIndex != 0 ? adapter.IfIndex : adapter.Ipv6IfIndex;
}

[[nodiscard]] inline std::string name_of(const IP_ADAPTER_ADDRESSES& adapter) {
  return adapter.FriendlyName == nullptr ? std::string() : from_wide(adapter.FriendlyName);
}

/// nullopt for what is neither IPv4 nor IPv6. A random suffix means a temporary address (RFC 8981); the public one,
/// whose suffix Windows draws at random as well, is told as made of the link layer's.
[[nodiscard]] inline std::optional<InterfaceAddress> address_of(const IP_ADAPTER_ADDRESSES& adapter,
                                                                const IP_ADAPTER_UNICAST_ADDRESS& unicast) {
  const auto address = address_in(unicast.Address.lpSockaddr);
  if (!address) return std::nullopt;
  return InterfaceAddress{
      .address = *address,
      .prefix_length = unicast.OnLinkPrefixLength,
      .interface_name = name_of(adapter),
      .interface_index = index_of(adapter),
      .temporary = address->is_v6() && unicast.SuffixOrigin == IpSuffixOriginRandom,
      .deprecated = unicast.DadState == IpDadStateDeprecated,
      .tentative = unicast.DadState == IpDadStateTentative,
      .dad_failed = unicast.DadState == IpDadStateDuplicate || unicast.DadState == IpDadStateInvalid,
      .permanent = unicast.ValidLifetime == lasts_for_ever,
      .stable_privacy = false,
      .preferred_lifetime = lifetime_of(unicast.PreferredLifetime),
      .valid_lifetime = lifetime_of(unicast.ValidLifetime)};
}

}  // namespace ddns::platform
