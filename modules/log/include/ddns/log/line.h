#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/log/settings.h"

namespace ddns::log {

/// A name of the Elastic Common Schema with dots ("dns.question.name") and its value. Values never become part of the
/// line's structure, whatever they hold.
struct Field {
  std::string name;
  std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>> value;
};
using Fields = std::vector<Field>;

/// What every line of this process says about it.
struct Origin {
  std::string service_version;
  std::string node_name;
  std::uint64_t process_id = 0;
};

/// Longest line, line end included: shippers cut at 8 to 64 kB.
inline constexpr std::size_t max_line = std::size_t{16} << 10U;

/// One JSON object and a line end: always valid, whatever bytes come in (ill-formed UTF-8 becomes U+FFFD). A line that
/// would be longer than max_line has its texts cut and says so with "labels.truncated": "true". Of two fields with one
/// name the first counts.
[[nodiscard]] std::string json_line(const Origin& origin, WallTime at, Level level, std::string_view component,
                                    std::string_view message, std::span<const Field> fields);

/// "2026-01-02T03:04:05.678Z INFO  message (name=value …)" and a line end; control characters are shown as \xNN.
[[nodiscard]] std::string text_line(WallTime at, Level level, std::string_view component, std::string_view message,
                                    std::span<const Field> fields);

}  // namespace ddns::log
