#include "ddns/http/http_date.h"

#include <algorithm>
#include <array>

#include "ddns/core/text.h"

namespace ddns::http {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// The parts of a date as texts; each of the three forms has them in other places.
struct Parts {
  std::string_view day;
  std::string_view month;
  std::string_view year;
  std::string_view time;
};

std::optional<Parts> parts_of(std::string_view text) {
  const auto words = split(text, ' ');
  // Sun, 06 Nov 1994 08:49:37 GMT
  if (words.size() == 6 && words[0].ends_with(',') && words[5] == "GMT" && words[3].size() == 4) {
    return Parts{.day = words[1], .month = words[2], .year = words[3], .time = words[4]};
  }
  // Sunday, 06-Nov-94 08:49:37 GMT
  if (words.size() == 4 && words[0].ends_with(',') && words[3] == "GMT") {
    const auto date = split(words[1], '-');
    if (date.size() != 3 || date[2].size() != 2) return std::nullopt;
    return Parts{.day = date[0], .month = date[1], .year = date[2], .time = words[2]};
  }
  // Sun Nov  6 08:49:37 1994
  if (words.size() == 6 && words[2].empty() && words[5].size() == 4) {
    return Parts{.day = words[3], .month = words[1], .year = words[5], .time = words[4]};
  }
  if (words.size() == 5 && words[4].size() == 4) {
    return Parts{.day = words[2], .month = words[1], .year = words[4], .time = words[3]};
  }
  return std::nullopt;
}

/// "08:49:37"; a leap second counts as the second before it.
std::optional<seconds> time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = to_number<unsigned>(text.substr(0, 2));
  const auto minute = to_number<unsigned>(text.substr(3, 2));
  const auto second = to_number<unsigned>(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + seconds{std::min(*second, 59U)};
}

int full_year(unsigned year, bool two_digits, WallTime now) {
  if (!two_digits) return static_cast<int>(year);
  const int this_year = static_cast<int>(std::chrono::year_month_day(floor<std::chrono::days>(now)).year());
  const int guess = this_year - this_year % 100 + static_cast<int>(year);
  return guess > this_year + 50 ? guess - 100 : guess;
}

void append_two(std::string& out, unsigned value) {
  if (value < 10) out += '0';
  out += std::to_string(value);
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text, WallTime now) {
  const auto parts = parts_of(text);
  if (!parts) return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), parts->month);
  const auto day = to_number<unsigned>(parts->day);
  const auto year = to_number<unsigned>(parts->year);
  const auto time = time_of_day(parts->time);
  if (month == kMonths.end() || !day || !year || !time) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{full_year(*year, parts->year.size() == 2, now)},
                                         std::chrono::month{static_cast<unsigned>(month - kMonths.begin()) + 1},
                                         std::chrono::day{*day}};
  // Years that a 64-bit count of nanoseconds can hold.
  if (!date.ok() || date.year() < std::chrono::year{1678} || date.year() > std::chrono::year{2261}) return std::nullopt;
  return WallTime(std::chrono::sys_days{date}) + *time;
}

std::string format_http_date(WallTime time) {
  const auto day = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{floor<seconds>(time - day)};
  std::string out(kDays.at(std::chrono::weekday{day}.c_encoding()));
  out += ", ";
  append_two(out, static_cast<unsigned>(date.day()));
  out += cat(" ", kMonths.at(static_cast<unsigned>(date.month()) - 1), " ", static_cast<int>(date.year()), " ");
  append_two(out, static_cast<unsigned>(clock.hours().count()));
  out += ':';
  append_two(out, static_cast<unsigned>(clock.minutes().count()));
  out += ':';
  append_two(out, static_cast<unsigned>(clock.seconds().count()));
  return out + " GMT";
}

}  // namespace ddns::http
