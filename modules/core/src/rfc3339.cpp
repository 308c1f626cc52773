#include <array>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"

namespace ddns {
namespace {

using std::chrono::duration_cast;
using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::seconds;

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// "2026-01-02T03:04:05" with each digit as 'd'.
bool has_shape(std::string_view text) noexcept {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t width) noexcept {
  return to_number<int>(text.substr(at, width)).value_or(0);
}

/// ".678Z" or "Z" → nanoseconds.
std::optional<std::chrono::nanoseconds> fraction(std::string_view text) {
  if (!text.ends_with('Z')) return std::nullopt;
  text.remove_suffix(1);
  if (text.empty()) return std::chrono::nanoseconds{0};
  if (text.front() != '.' || text.size() < 2 || text.size() > 10) return std::nullopt;
  std::string digits(text.substr(1));
  digits.resize(9, '0');
  const auto value = to_number<std::uint32_t>(digits);
  if (!value) return std::nullopt;
  return std::chrono::nanoseconds{*value};
}

std::optional<WallTime> parse(std::string_view text) {
  if (!has_shape(text)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{number_at(text, 0, 4)},
                                         std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
                                         std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  const auto rest = fraction(text.substr(19));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59 || !rest) return std::nullopt;
  const std::chrono::sys_seconds time =
      std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} + seconds{second};
  // The system clock counts nanoseconds in 64 bit here: 1677 to 2262.
  const auto first = std::chrono::ceil<seconds>(WallTime::min());
  if (time < first || time >= floor<seconds>(WallTime::max())) return std::nullopt;
  return WallTime(duration_cast<WallTime::duration>(time.time_since_epoch())) +
         duration_cast<WallTime::duration>(*rest);
}

}  // namespace

std::string format_rfc3339(WallTime time) {
  const auto day = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{floor<milliseconds>(time - day)};
  std::string out;
  append_padded(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_padded(out, clock.hours().count(), 2);
  out += ':';
  append_padded(out, clock.minutes().count(), 2);
  out += ':';
  append_padded(out, clock.seconds().count(), 2);
  out += '.';
  append_padded(out, clock.subseconds().count(), 3);
  out += 'Z';
  return out;
}

Result<WallTime> parse_day(std::string_view text) {
  return parse_rfc3339(text.find('T') == std::string_view::npos ? cat(text, "T00:00:00Z") : std::string(text));
}

Result<WallTime> parse_rfc3339(std::string_view text) {
  if (const auto time = parse(text)) return *time;
  return fail(Reason::malformed,
              cat("`", to_valid_utf8(truncate_utf8(text, 40)), "` is not a time like 2026-01-02T03:04:05.678Z"));
}

double unix_seconds(WallTime time) noexcept { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

}  // namespace ddns
