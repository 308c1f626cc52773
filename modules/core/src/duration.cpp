#include "ddns/core/duration.h"

#include <array>
#include <limits>

#include "ddns/core/text.h"

namespace ddns {
namespace {

struct Unit {
  std::string_view word;
  std::int64_t milliseconds;
};

constexpr std::array kUnits{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                            Unit{"ms", 1}};

tl::unexpected<Error> bad(std::string_view text, std::string_view why) {
  return fail(Reason::malformed, cat("`", to_valid_utf8(truncate_utf8(text, 40)), "` is not a duration: ", why,
                                     " (write 300, 90s, 5m, 1h30m or 250ms)"));
}

/// total += count * unit, unless that is more than a milliseconds value can hold.
bool add(std::int64_t& total, std::int64_t count, std::int64_t unit) noexcept {
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  if (count > kMax / unit || count * unit > kMax - total) return false;
  total += count * unit;
  return true;
}

std::string_view take_while_digits(std::string_view& rest, bool digits) noexcept {
  std::size_t n = 0;
  while (n < rest.size() && (rest[n] >= '0' && rest[n] <= '9') == digits) ++n;
  const auto taken = rest.substr(0, n);
  rest.remove_prefix(n);
  return taken;
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  if (text.empty()) return bad(text, "it is empty");
  std::int64_t total = 0;
  auto next_unit = kUnits.begin();
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto digits = take_while_digits(rest, true);
    const auto word = take_while_digits(rest, false);
    if (digits.empty()) return bad(text, "a number is missing");
    const auto count = to_number<std::int64_t>(digits);
    const bool bare = word.empty() && digits.size() == text.size();
    const auto* unit = next_unit;
    while (unit != kUnits.end() && unit->word != (bare ? "s" : word)) ++unit;
    if (unit == kUnits.end())
      return bad(text, "each number needs one of the units d, h, m, s, ms, from large to small");
    if (!count || !add(total, *count, unit->milliseconds)) return bad(text, "it is too large");
    next_unit = unit + 1;
  }
  return std::chrono::milliseconds(total);
}

std::string format_duration(std::chrono::milliseconds span) {
  if (span == std::chrono::milliseconds::zero()) return "0s";
  std::string out;
  auto rest = static_cast<std::uint64_t>(span.count());
  if (span.count() < 0) {
    out += '-';
    rest = 0 - rest;
  }
  for (const auto& unit : kUnits) {
    const auto size = static_cast<std::uint64_t>(unit.milliseconds);
    if (rest >= size) out += cat(rest / size, unit.word);
    rest %= size;
  }
  return out;
}

}  // namespace ddns
