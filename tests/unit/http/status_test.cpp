#include "ddns/http/status.h"

#include <gtest/gtest.h>

#include "ddns/core/duration.h"
#include "ddns/http/http_date.h"

namespace ddns::http {
namespace {

using std::chrono::seconds;

WallTime at(std::string_view text) { return parse_rfc3339(text).value(); }
const WallTime kNow = at("2026-01-02T03:04:05Z");

std::optional<seconds> after(const char* value) { return retry_after(Headers{{"retry-after", value}}, kNow); }

TEST(StatusReasons, follow_the_table) {
  const std::pair<int, Reason> table[] = {
      {400, Reason::rejected},  {401, Reason::auth},         {402, Reason::quota},    {403, Reason::auth},
      {404, Reason::not_found}, {405, Reason::http_4xx},     {407, Reason::auth},     {408, Reason::timeout},
      {409, Reason::conflict},  {410, Reason::not_found},    {412, Reason::conflict}, {418, Reason::http_4xx},
      {422, Reason::rejected},  {429, Reason::rate_limited}, {451, Reason::http_4xx}, {500, Reason::http_5xx},
      {503, Reason::http_5xx},  {522, Reason::http_5xx},     {599, Reason::http_5xx}, {200, Reason::malformed},
      {302, Reason::malformed}, {600, Reason::malformed},    {0, Reason::malformed},  {-1, Reason::malformed},
  };
  for (const auto& [status, reason] : table) EXPECT_EQ(reason_for_status(status), reason) << status;
}

TEST(StatusEffects, are_unknown_only_where_a_write_may_have_happened) {
  EXPECT_EQ(effect_for_status({.method = "PUT"}, 500), Effect::unknown);
  EXPECT_EQ(effect_for_status({.method = "POST"}, 504), Effect::unknown);
  EXPECT_EQ(effect_for_status({.method = "DELETE"}, 408), Effect::unknown);
  EXPECT_EQ(effect_for_status({.method = "GET"}, 500), Effect::none);
  EXPECT_EQ(effect_for_status({.method = "HEAD"}, 504), Effect::none);
  EXPECT_EQ(effect_for_status({.method = "PUT"}, 429), Effect::none);
  EXPECT_EQ(effect_for_status({.method = "PUT"}, 403), Effect::none);
}

TEST(RetryAfter, reads_seconds) {
  EXPECT_EQ(after("120"), seconds{120});
  EXPECT_EQ(after(" 0 "), seconds{0});
  EXPECT_EQ(after("99999999"), seconds{7 * 86'400});
  EXPECT_EQ(after("99999999999999999999999"), seconds{7 * 86'400});
}

TEST(RetryAfter, reads_dates_against_now) {
  EXPECT_EQ(after("Fri, 02 Jan 2026 03:05:05 GMT"), seconds{60});
  EXPECT_EQ(after("Fri, 02 Jan 2026 03:00:00 GMT"), seconds{0});
  EXPECT_EQ(after("Sat, 02 Jan 2027 03:00:00 GMT"), seconds{7 * 86'400});
  EXPECT_EQ(
      retry_after(Headers{{"Retry-After", "Fri, 02 Jan 2026 03:05:05 GMT"}}, kNow + std::chrono::milliseconds{100}),
      seconds{60})
      << "rounded up";
}

TEST(RetryAfter, is_absent_when_missing_or_unreadable) {
  EXPECT_EQ(retry_after(Headers{}, kNow), std::nullopt);
  for (const char* bad : {"", "-1", "1.5", "soon", "+5", "1 2", "Fri, 02 Jan 2026 03:05:05"})
    EXPECT_EQ(after(bad), std::nullopt) << bad;
}

TEST(HttpDates, are_read_in_all_three_forms) {
  const auto expected = at("1994-11-06T08:49:37Z");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", kNow), expected);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kNow), expected);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994", kNow), expected);
  EXPECT_EQ(parse_http_date("Wed Nov 16 08:49:37 1994", kNow), at("1994-11-16T08:49:37Z"));
  EXPECT_EQ(parse_http_date("Saturday, 02-Jan-27 03:04:05 GMT", kNow), at("2027-01-02T03:04:05Z"));
  EXPECT_EQ(parse_http_date("Monday, 01-Jan-76 00:00:00 GMT", kNow), at("2076-01-01T00:00:00Z"));
  EXPECT_EQ(parse_http_date("Saturday, 01-Jan-77 00:00:00 GMT", kNow), at("1977-01-01T00:00:00Z"));
  EXPECT_EQ(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT", kNow), at("2016-12-31T23:59:59Z"));
}

TEST(HttpDates, are_refused_when_impossible) {
  for (const char* bad :
       {"", "Sun", "Sun, 31 Feb 2026 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 9999 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 19x4 08:49:37 GMT"}) {
    EXPECT_EQ(parse_http_date(bad, kNow), std::nullopt) << bad;
  }
}

TEST(HttpDates, survive_their_text) {
  EXPECT_EQ(format_http_date(at("1994-11-06T08:49:37.9Z")), "Sun, 06 Nov 1994 08:49:37 GMT");
  for (int day = 0; day < 400; ++day) {
    const auto time = kNow + std::chrono::hours{25 * day};
    EXPECT_EQ(parse_http_date(format_http_date(time), kNow), time);
  }
}

TEST(StatusErrors, say_what_was_done_who_answered_and_what_to_do) {
  const Request request{.method = "PUT",
                        .url = Url::parse("https://api.example.com/zones/hunter2?key=hunter2").value()};
  const Error error = status_error("updating home.example.com A", request, {.status = 403, .body = "hunter2"}, kNow);
  EXPECT_EQ(error.reason, Reason::auth);
  EXPECT_EQ(error.effect, Effect::none);
  EXPECT_EQ(error.message,
            "updating home.example.com A: https://api.example.com answered 403 Forbidden; check the credentials and "
            "what they are "
            "allowed to do");
}

TEST(StatusErrors, carry_the_delay_where_the_class_knows_one) {
  const Request request{.method = "PUT", .url = {.host = "h"}};
  const Headers headers{{"Retry-After", "30"}};
  const Error limited = status_error("x", request, {.status = 429, .headers = headers}, kNow);
  EXPECT_EQ(limited.reason, Reason::rate_limited);
  EXPECT_EQ(limited.retry_after, seconds{30});
  const Error down = status_error("x", request, {.status = 503, .headers = headers}, kNow);
  EXPECT_EQ(down.retry_after, seconds{30});
  EXPECT_EQ(down.effect, Effect::unknown);
  EXPECT_EQ(status_error("x", request, {.status = 403, .headers = headers}, kNow).retry_after, std::nullopt);
}

TEST(StatusErrors, know_redirects_and_nameless_numbers) {
  const Request request{.url = {.host = "h"}};
  EXPECT_NE(status_error("x", request, {.status = 302}, kNow).message.find("endpoint"), std::string::npos);
  EXPECT_NE(status_error("x", request, {.status = 407}, kNow).message.find("proxy"), std::string::npos);
  EXPECT_EQ(status_error("x", request, {.status = 418}, kNow).message, "x: https://h answered 418");
}

}  // namespace
}  // namespace ddns::http
