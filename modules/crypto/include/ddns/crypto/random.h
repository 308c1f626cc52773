#pragma once

#include <cstdint>
#include <span>

#include "ddns/core/random.h"

namespace ddns::crypto {

/// OpenSSL's seeded generator. Terminates the process if the system has no entropy: nothing sane can follow.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace ddns::crypto
