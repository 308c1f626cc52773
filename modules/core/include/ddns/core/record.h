#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/domain_name.h"
#include "ddns/core/ip_address.h"

namespace ddns {

/// The record types this product publishes.
enum class RecordType : std::uint8_t { a, aaaa };

/// "A" / "AAAA".
[[nodiscard]] std::string_view to_string(RecordType type) noexcept;
[[nodiscard]] std::optional<RecordType> record_type_from(std::string_view word) noexcept;
[[nodiscard]] constexpr RecordType type_for(Family family) noexcept {
  return family == Family::ipv4 ? RecordType::a : RecordType::aaaa;
}
[[nodiscard]] constexpr Family family_of(RecordType type) noexcept {
  return type == RecordType::a ? Family::ipv4 : Family::ipv6;
}

/// What a configuration entry claims: one RRset. `line` is the resolution line or view of services that have such
/// (Aliyun "default", DNSPod "默认"); empty means the service's default line. Within one account the key is unique.
struct RecordKey {
  DomainName name;
  RecordType type = RecordType::a;
  std::string line = {};

  /// "home.example.com A", with " [line]" appended when there is one.
  [[nodiscard]] std::string to_string() const;
  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

/// Attributes beside the address. An absent member means "not managed by us: keep what is there".
struct Attributes {
  std::optional<std::chrono::seconds> ttl = {};  ///< 1 means "automatic" where the service knows that
  std::optional<bool> proxied = {};
  std::optional<std::string> comment = {};
  std::map<std::string, std::string> extra = {};  ///< service-specific, by the service's own name (e.g. RecordId)

  friend bool operator==(const Attributes&, const Attributes&) = default;
};

/// True when every attribute that `wanted` sets has that value in `actual`.
[[nodiscard]] bool satisfies(const Attributes& actual, const Attributes& wanted);

}  // namespace ddns
