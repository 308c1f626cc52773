#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ddns/core/result.h"
#include "ddns/crypto/digest.h"

namespace ddns::crypto {

/// Lower-case hex.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);
/// Either case; odd length or another character is Reason::malformed.
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);

/// RFC 4648 section 4, padded, no line breaks.
[[nodiscard]] std::string to_base64(std::span<const std::uint8_t> bytes);
/// RFC 4648 section 5 without padding, as JSON Web Signatures want it (RFC 7515 section 2).
[[nodiscard]] std::string to_base64url(std::span<const std::uint8_t> bytes);
/// Strict RFC 4648 section 4: padding required, no white space. Errors: Reason::malformed (the text is not quoted: it
/// may be a key).
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);

}  // namespace ddns::crypto
