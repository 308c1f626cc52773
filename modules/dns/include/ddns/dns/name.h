#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ddns/core/domain_name.h"
#include "ddns/core/result.h"
#include "ddns/dns/exchange.h"

namespace ddns::dns {

/// A domain name as the protocol has it: any octets, 63 a label, 255 on the wire (RFC 1035 section 3.1). DomainName
/// takes host names only, but answers also carry others (an SOA's RNAME `john\.doe.example.com.`, underscored or binary
/// labels), and one of those must not spoil a message. Kept in lower case (ASCII), because names compare without case
/// (RFC 4343) and TSIG digests want lower case. Value type.
class Name {
 public:
  Name() = default;  ///< the root
  explicit Name(const DomainName& name);

  /// An uncompressed name that fills `wire` exactly, final zero octet included. Errors: Reason::malformed.
  [[nodiscard]] static Result<Name> from_wire(std::span<const std::uint8_t> wire);

  /// Uncompressed, with the final zero octet. Valid as long as this object.
  [[nodiscard]] const Bytes& wire() const noexcept { return wire_; }
  [[nodiscard]] bool is_root() const noexcept { return wire_.size() == 1; }

  /// As a host name; Reason::malformed when it holds other octets.
  [[nodiscard]] Result<DomainName> host() const;

  /// Master file form with the final dot; special and unprintable octets escaped (RFC 1035 section 5.1).
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const Name&, const Name&) = default;

 private:
  explicit Name(Bytes wire) : wire_(std::move(wire)) {}
  Bytes wire_ = Bytes(1, 0);
};

}  // namespace ddns::dns
