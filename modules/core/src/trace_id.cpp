#include "ddns/core/trace_id.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace ddns {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
  return out;
}

/// W3C Trace Context sections 3.2.2.3 and 3.2.2.4: all zeros is invalid.
void fill_nonzero(Random& random, std::span<std::uint8_t> bytes) {
  random.fill(bytes);
  if (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; })) bytes.back() = 1;
}

}  // namespace

TraceId TraceId::make(Random& random) {
  TraceId id;
  fill_nonzero(random, id.bytes);
  return id;
}

std::string TraceId::to_string() const { return hex(bytes); }

SpanId SpanId::make(Random& random) {
  SpanId id;
  fill_nonzero(random, id.bytes);
  return id;
}

std::string SpanId::to_string() const { return hex(bytes); }

}  // namespace ddns
