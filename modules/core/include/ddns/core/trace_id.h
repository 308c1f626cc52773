#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "ddns/core/random.h"

namespace ddns {

/// Identifies one round (detection to verification) in logs: 128 bit, written as 32 hex digits (W3C Trace Context).
struct TraceId {
  std::array<std::uint8_t, 16> bytes{};
  [[nodiscard]] static TraceId make(Random& random);
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const TraceId&, const TraceId&) = default;
};

/// Identifies one outgoing call inside a round: 64 bit, 16 hex digits.
struct SpanId {
  std::array<std::uint8_t, 8> bytes{};
  [[nodiscard]] static SpanId make(Random& random);
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const SpanId&, const SpanId&) = default;
};

}  // namespace ddns
