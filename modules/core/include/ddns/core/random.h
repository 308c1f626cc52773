#pragma once

#include <cstdint>
#include <span>

namespace ddns {

/// The door by which randomness enters: message ids, nonces, trace ids, jitter. `crypto` has the system's generator,
/// tests a scripted one. Implementations are safe to call from several threads.
class Random {
 public:
  virtual ~Random() = default;
  /// Fills the whole span with unpredictable bytes.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  [[nodiscard]] std::uint64_t u64();
  /// Uniform in [0, 1).
  [[nodiscard]] double unit();
};

}  // namespace ddns
