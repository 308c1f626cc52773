#include "ddns/crypto/random.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>

namespace ddns::crypto {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  constexpr std::size_t kPiece = 1U << 20U;  // the length is an int there
  while (!bytes.empty()) {
    const std::size_t n = std::min(bytes.size(), kPiece);
    if (RAND_bytes(bytes.data(), static_cast<int>(n)) != 1) {
      std::fputs("ddns-sidecar: the system has no randomness to give\n", stderr);
      std::terminate();
    }
    bytes = bytes.subspan(n);
  }
}

}  // namespace ddns::crypto
