#include <gtest/gtest.h>

#include "ddns/core/duration.h"
#include "support/scripted_random.h"

namespace ddns {
namespace {

WallTime at_ms(std::int64_t ms) { return WallTime(std::chrono::milliseconds{ms}); }

TEST(Rfc3339, prints_utc_with_milliseconds) {
  EXPECT_EQ(format_rfc3339(at_ms(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(at_ms(1'767'323'045'678)), "2026-01-02T03:04:05.678Z");
  EXPECT_EQ(format_rfc3339(at_ms(1'709'164'800'000)), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(at_ms(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, reads_any_number_of_fraction_digits_up_to_nine) {
  const auto base = at_ms(1'767'323'045'000);
  EXPECT_EQ(parse_rfc3339("2026-01-02T03:04:05Z").value(), base);
  EXPECT_EQ(parse_rfc3339("2026-01-02T03:04:05.6Z").value(), base + std::chrono::milliseconds{600});
  EXPECT_EQ(parse_rfc3339("2026-01-02T03:04:05.678Z").value(), base + std::chrono::milliseconds{678});
  EXPECT_EQ(parse_rfc3339("2026-01-02T03:04:05.000001Z").value(), base + std::chrono::microseconds{1});
  EXPECT_EQ(std::chrono::floor<std::chrono::milliseconds>(parse_rfc3339("2026-01-02T03:04:05.123456789Z").value()),
            base + std::chrono::milliseconds{123});
}

TEST(Rfc3339, refuses_other_forms_and_impossible_dates) {
  for (const char* bad : {"",
                          "2026-01-02",
                          "2026-01-02T03:04:05",
                          "2026-01-02 03:04:05Z",
                          "2026-01-02t03:04:05z",
                          "2026-01-02T03:04:05+00:00",
                          "2026-01-02T03:04:05.Z",
                          "2026-01-02T03:04:05.1234567890Z",
                          "2026-02-29T00:00:00Z",
                          "2026-13-01T00:00:00Z",
                          "2026-00-01T00:00:00Z",
                          "2026-01-32T00:00:00Z",
                          "2026-01-02T24:00:00Z",
                          "2026-01-02T03:60:00Z",
                          "2026-01-02T03:04:60Z",
                          "26-01-02T03:04:05Z",
                          "2026-01-02T03:04:05ZZ",
                          "2026-01-02T03:04:0-Z",
                          "0001-01-01T00:00:00Z",
                          "9999-12-31T23:59:59Z"}) {
    const auto time = parse_rfc3339(bad);
    ASSERT_FALSE(time) << bad;
    EXPECT_EQ(time.error().reason, Reason::malformed) << bad;
  }
}

TEST(Rfc3339, takes_a_day_for_its_beginning_where_days_are_meant) {
  EXPECT_EQ(parse_day("2027-01-31").value(), parse_rfc3339("2027-01-31T00:00:00Z").value());
  EXPECT_EQ(parse_day("2027-01-31T12:00:00Z").value(), parse_rfc3339("2027-01-31T12:00:00Z").value());
  for (const char* bad : {"", "2027", "2027-02-30", "31.1.2027", "2027-01-31T"}) EXPECT_FALSE(parse_day(bad)) << bad;
}

TEST(Rfc3339Properties, every_millisecond_survives_its_text) {
  test::ScriptedRandom random(41);
  for (int i = 0; i < 20'000; ++i) {
    const auto time = at_ms(static_cast<std::int64_t>(random.below(9'000'000'000'000)) - 4'000'000'000'000);
    ASSERT_EQ(parse_rfc3339(format_rfc3339(time)).value(), time) << format_rfc3339(time);
  }
}

TEST(UnixSeconds, keep_the_fraction) {
  EXPECT_DOUBLE_EQ(unix_seconds(at_ms(1'500)), 1.5);
  EXPECT_DOUBLE_EQ(unix_seconds(at_ms(1'767'323'045'250)), 1'767'323'045.25);
}

}  // namespace
}  // namespace ddns
