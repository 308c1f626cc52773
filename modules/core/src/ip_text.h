#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ddns::detail {

/// Four octets without leading zeros (RFC 6943 section 3.1.1 calls this the strict form).
[[nodiscard]] std::optional<std::array<std::uint8_t, 4>> parse_ipv4(std::string_view text) noexcept;
/// RFC 4291 section 2.2, all three forms; no zone id.
[[nodiscard]] std::optional<std::array<std::uint8_t, 16>> parse_ipv6(std::string_view text) noexcept;

/// Precondition: four bytes.
[[nodiscard]] std::string format_ipv4(std::span<const std::uint8_t> bytes);
/// RFC 5952.
[[nodiscard]] std::string format_ipv6(const std::array<std::uint8_t, 16>& bytes);

}  // namespace ddns::detail
