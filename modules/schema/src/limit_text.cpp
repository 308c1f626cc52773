#include "limit_text.h"

#include <array>
#include <chrono>
#include <limits>
#include <string_view>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"

namespace ddns::schema {

std::string limit_text(Kind kind, std::int64_t limit) {
  if (kind == Kind::duration) return format_duration(std::chrono::milliseconds(limit));
  if (kind == Kind::size) {
    constexpr std::array kUnits{std::pair{30, "GiB"}, std::pair{20, "MiB"}, std::pair{10, "KiB"}};
    for (const auto& [bits, word] : kUnits) {
      const auto unit = std::int64_t{1} << bits;
      if (limit >= unit && limit % unit == 0) return cat(limit / unit, std::string_view(word));
    }
  }
  return std::to_string(limit);
}

std::string limits_text(const Field& field) {
  const bool from = field.min != std::numeric_limits<std::int64_t>::min();
  const bool to = field.max != std::numeric_limits<std::int64_t>::max();
  if (from && to) return cat(limit_text(field.kind, field.min), " to ", limit_text(field.kind, field.max));
  if (from) return cat("at least ", limit_text(field.kind, field.min));
  if (to) return cat("at most ", limit_text(field.kind, field.max));
  return {};
}

}  // namespace ddns::schema
