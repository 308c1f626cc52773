#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <span>

#include "ddns/core/random.h"

namespace ddns::test {

/// Deterministic: first the octets that push() queued, then a SplitMix64 stream from the seed. Safe to use from several
/// threads (which octets a thread gets then depends on the order of calls).
class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(std::uint64_t seed = 1) : state_(seed) {}

  void fill(std::span<std::uint8_t> bytes) override {
    const std::lock_guard lock(mutex_);
    for (auto& byte : bytes) byte = next();
  }

  void push(std::span<const std::uint8_t> bytes) {
    const std::lock_guard lock(mutex_);
    script_.insert(script_.end(), bytes.begin(), bytes.end());
  }
  /// So that the next u64() gives `value`.
  void push_u64(std::uint64_t value) {
    const std::lock_guard lock(mutex_);
    for (int shift = 56; shift >= 0; shift -= 8) script_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  /// So that the next unit() gives `value`, which lies in [0, 1).
  void push_unit(double value) { push_u64(static_cast<std::uint64_t>(value * 0x1.0p53) << 11U); }

  /// 0 … limit - 1, for tests that choose. Precondition: limit > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return u64() % limit; }

 private:
  std::uint8_t next() {
    if (!script_.empty()) {
      const std::uint8_t byte = script_.front();
      script_.pop_front();
      return byte;
    }
    if (left_ == 0) {
      state_ += 0x9E3779B97F4A7C15U;
      word_ = state_;
      word_ = (word_ ^ (word_ >> 30U)) * 0xBF58476D1CE4E5B9U;
      word_ = (word_ ^ (word_ >> 27U)) * 0x94D049BB133111EBU;
      word_ ^= word_ >> 31U;
      left_ = 8;
    }
    --left_;
    const auto byte = static_cast<std::uint8_t>(word_);
    word_ >>= 8U;
    return byte;
  }

  std::mutex mutex_;
  std::deque<std::uint8_t> script_;
  std::uint64_t state_;
  std::uint64_t word_ = 0;
  int left_ = 0;
};

}  // namespace ddns::test
