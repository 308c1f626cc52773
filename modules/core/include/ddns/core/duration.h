#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"

namespace ddns {

/// "300" (seconds), "5m", "1h30m", "250ms", "2d": whole numbers, each unit at most once, from large to small. Negative
/// values, unknown units and overflow are Reason::malformed.
[[nodiscard]] Result<std::chrono::milliseconds> parse_duration(std::string_view text);
/// "5m", "1h30m", "250ms", "0s": parts that are zero are left out; parse_duration reads it back to the same value. A
/// negative span gets a leading '-', which parse_duration refuses.
[[nodiscard]] std::string format_duration(std::chrono::milliseconds span);

/// "10MiB", "512KiB", "1MB", "4096" (bytes); B, kB to TB and KiB to TiB in either case. Errors: Reason::malformed.
[[nodiscard]] Result<std::uint64_t> parse_size(std::string_view text);

/// "2026-01-02T03:04:05.678Z" (RFC 3339, UTC, milliseconds).
[[nodiscard]] std::string format_rfc3339(WallTime time);
/// Accepts what format_rfc3339 writes, with 0–9 fraction digits. Errors: Reason::malformed.
[[nodiscard]] Result<WallTime> parse_rfc3339(std::string_view text);
/// A day, "2027-01-31", which means its beginning in UTC, or what parse_rfc3339 accepts. Errors: Reason::malformed.
[[nodiscard]] Result<WallTime> parse_day(std::string_view text);
/// Seconds since 1970-01-01T00:00:00Z.
[[nodiscard]] double unix_seconds(WallTime time) noexcept;

}  // namespace ddns
