#pragma once

#include <chrono>
#include <cstdint>

#include "ddns/core/address_set.h"
#include "ddns/core/domain_name.h"
#include "ddns/dns/message.h"

namespace ddns::dns {

/// Builds an UPDATE of one zone (RFC 2136). The server first checks every requirement, then does every change in the
/// order given, all or nothing. Value type; names must lie in the zone (the server answers NOTZONE otherwise).
class UpdateBuilder {
 public:
  explicit UpdateBuilder(const DomainName& zone);

  /// The RRset must not exist (section 2.4.3).
  UpdateBuilder& require_absent(const DomainName& name, Type type);
  /// The RRset must hold exactly these values, whatever their TTL (section 2.4.2). An empty set means require_absent.
  UpdateBuilder& require_exactly(const DomainName& name, Type type, const AddressSet& addresses);

  /// The RRset must exist, with whatever values (section 2.4.1).
  UpdateBuilder& require_present(const DomainName& name, Type type);

  /// Deletes all values of name and type; no error when there are none (section 2.5.2).
  UpdateBuilder& remove_set(const DomainName& name, Type type);
  /// Deletes one value; no error when it is not there (section 2.5.4).
  UpdateBuilder& remove(const DomainName& name, const IpAddress& address);
  /// Adds one value (section 2.5.1). Silently ignored by most servers where a CNAME stands: require its absence.
  UpdateBuilder& add(const DomainName& name, std::chrono::seconds ttl, const IpAddress& address);

  [[nodiscard]] Message message(std::uint16_t id) const;

 private:
  Message message_;
};

}  // namespace ddns::dns
