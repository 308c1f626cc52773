#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ddns::crypto {

using Bytes = std::vector<std::uint8_t>;

enum class Hash { md5, sha1, sha224, sha256, sha384, sha512 };

/// Octets of the result: 16, 20, 28, 32, 48, 64.
[[nodiscard]] std::size_t size_of(Hash hash) noexcept;

/// The octets of a text, without copying.
[[nodiscard]] std::span<const std::uint8_t> as_bytes(std::string_view text) noexcept;

/// FIPS 180-4 / RFC 1321. Thread-safe. Throws std::runtime_error only where the system's policy forbids the hash (MD5
/// in FIPS mode); the same holds for hmac().
[[nodiscard]] Bytes digest(Hash hash, std::span<const std::uint8_t> data);
[[nodiscard]] inline Bytes digest(Hash hash, std::string_view data) { return digest(hash, as_bytes(data)); }

/// RFC 2104. Any key length, the empty one too. Thread-safe.
[[nodiscard]] Bytes hmac(Hash hash, std::span<const std::uint8_t> key, std::span<const std::uint8_t> data);
[[nodiscard]] inline Bytes hmac(Hash hash, std::span<const std::uint8_t> key, std::string_view data) {
  return hmac(hash, key, as_bytes(data));
}

/// Compares without an early exit; lengths may differ (then false).
[[nodiscard]] bool equal_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept;

}  // namespace ddns::crypto
