#pragma once

#include "ddns/crypto/digest.h"

namespace ddns::crypto {

/// OpenSSL's name of a hash, as its fetching functions take it.
[[nodiscard]] const char* name_of(Hash hash) noexcept;

}  // namespace ddns::crypto
