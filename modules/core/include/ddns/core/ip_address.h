#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ddns/core/result.h"

namespace ddns {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// "ipv4" / "ipv6".
[[nodiscard]] std::string_view to_string(Family family) noexcept;
/// The other direction; also accepts "4", "6", "inet", "inet6".
[[nodiscard]] std::optional<Family> family_from(std::string_view word) noexcept;

/// One IPv4 or IPv6 address without zone id. Value type; ordered by family, then by bytes. The default value is
/// 0.0.0.0.
class IpAddress {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  IpAddress() = default;
  [[nodiscard]] static IpAddress v4(std::array<std::uint8_t, 4> bytes) noexcept;
  [[nodiscard]] static IpAddress v6(Bytes bytes) noexcept;

  /// Strict: the whole text must be one address. No leading zeros in IPv4 octets, no zone id, no brackets, no spaces;
  /// IPv4-mapped IPv6 stays IPv6. Errors: Reason::malformed.
  [[nodiscard]] static Result<IpAddress> parse(std::string_view text);

  /// 4 or 16 bytes in network order; anything else is Reason::malformed.
  [[nodiscard]] static Result<IpAddress> from_bytes(std::span<const std::uint8_t> bytes);

  [[nodiscard]] constexpr Family family() const noexcept { return family_; }
  [[nodiscard]] constexpr bool is_v4() const noexcept { return family_ == Family::ipv4; }
  [[nodiscard]] constexpr bool is_v6() const noexcept { return family_ == Family::ipv6; }

  /// Network order: 4 bytes for IPv4, 16 for IPv6. Valid as long as this object.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept { return {bytes_.data(), is_v4() ? 4U : 16U}; }

  /// Dotted quad, or the RFC 5952 text form of IPv6 (with the dotted tail of its section 5 for ::ffff:0:0/96 only).
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  Family family_ = Family::ipv4;
  Bytes bytes_{};
};

/// A network: address with all host bits zero, and a length in bits (0–32 or 0–128).
class Prefix {
 public:
  Prefix() = default;
  /// Host bits of `address` are cleared; a length beyond the family's width is Reason::malformed.
  [[nodiscard]] static Result<Prefix> make(const IpAddress& address, unsigned length);
  /// "192.0.2.0/24", "2001:db8::/32", or a bare address (full length). Host bits set are an error, so that a typing
  /// mistake is not taken for a network.
  [[nodiscard]] static Result<Prefix> parse(std::string_view text);

  [[nodiscard]] const IpAddress& address() const noexcept { return address_; }
  [[nodiscard]] unsigned length() const noexcept { return length_; }
  [[nodiscard]] bool contains(const IpAddress& address) const noexcept;
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const Prefix&, const Prefix&) = default;

 private:
  IpAddress address_;
  unsigned length_ = 0;
};

}  // namespace ddns
