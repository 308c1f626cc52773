#include "ddns/core/random.h"

#include <array>

namespace ddns {

std::uint64_t Random::u64() {
  std::array<std::uint8_t, 8> bytes{};
  fill(bytes);
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8U | byte;
  return value;
}

double Random::unit() {
  // 53 bits are what a double holds exactly, so that 1.0 is never reached by rounding.
  return static_cast<double>(u64() >> 11U) * 0x1.0p-53;
}

}  // namespace ddns
