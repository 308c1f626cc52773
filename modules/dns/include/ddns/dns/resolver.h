#pragma once

#include <chrono>
#include <vector>

#include "ddns/dns/client.h"

namespace ddns::dns {

/// Asks the system's recursive servers, in their order, as a stub resolver does. A server that is silent or fails is
/// passed over, and the list is gone through twice. Immutable; safe to use from several threads.
class StubResolver {
 public:
  explicit StubResolver(std::vector<Server> servers,
                        std::chrono::milliseconds try_timeout = std::chrono::milliseconds{1500})
      : servers_(std::move(servers)), try_timeout_(try_timeout) {}

  /// The first usable answer: data, nodata or nxdomain. Errors: resolve when no server gave one (its message tells the
  /// last failure), or timeout and cancelled when the doors closed first.
  [[nodiscard]] Result<Answer> resolve(const Doors& doors, const DomainName& name, Type type) const;

  /// A and AAAA together, aliases followed. Empty when the name has none. Errors: as resolve(), when neither type could
  /// be told.
  [[nodiscard]] Result<AddressSet> addresses(const Doors& doors, const DomainName& name) const;

  [[nodiscard]] const std::vector<Server>& servers() const noexcept { return servers_; }

 private:
  std::vector<Server> servers_;
  std::chrono::milliseconds try_timeout_;
};

}  // namespace ddns::dns
