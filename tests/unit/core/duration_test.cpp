#include "ddns/core/duration.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/scripted_random.h"

namespace ddns {
namespace {

using std::chrono::milliseconds;

std::int64_t ms(std::string_view text) { return parse_duration(text).value().count(); }

TEST(Durations, read_numbers_as_seconds_and_units_as_said) {
  EXPECT_EQ(ms("300"), 300'000);
  EXPECT_EQ(ms("0"), 0);
  EXPECT_EQ(ms("5m"), 300'000);
  EXPECT_EQ(ms("1h30m"), 5'400'000);
  EXPECT_EQ(ms("250ms"), 250);
  EXPECT_EQ(ms("2d"), 172'800'000);
  EXPECT_EQ(ms("1d2h3m4s5ms"), 93'784'005);
  EXPECT_EQ(ms("90m"), 5'400'000);
}

TEST(Durations, refuse_what_could_mean_something_else) {
  for (const char* bad : {"",  " ",  "-5",   "-5m",  "+5m",  "5 m", " 5m",  "5m ", "1.5h", "5x",
                          "m", "5M", "1m1m", "1m1h", "1h30", "ms",  "5min", "1e3", "0x10", "5mm"}) {
    const auto span = parse_duration(bad);
    ASSERT_FALSE(span) << bad;
    EXPECT_EQ(span.error().reason, Reason::malformed) << bad;
  }
}

TEST(Durations, refuse_overflow_and_take_the_largest_value) {
  EXPECT_EQ(ms("9223372036854775807ms"), std::numeric_limits<std::int64_t>::max());
  for (const char* bad : {"9223372036854775808ms", "9223372036854776", "99999999999999999999d", "106751991168d",
                          "106751991167d7h12m55s808ms"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
  EXPECT_EQ(ms("106751991167d7h12m55s807ms"), std::numeric_limits<std::int64_t>::max());
}

TEST(Durations, print_without_empty_parts) {
  EXPECT_EQ(format_duration(milliseconds{0}), "0s");
  EXPECT_EQ(format_duration(milliseconds{300'000}), "5m");
  EXPECT_EQ(format_duration(milliseconds{5'400'000}), "1h30m");
  EXPECT_EQ(format_duration(milliseconds{250}), "250ms");
  EXPECT_EQ(format_duration(milliseconds{86'400'001}), "1d1ms");
  EXPECT_EQ(format_duration(milliseconds{-1'500}), "-1s500ms");
  EXPECT_EQ(format_duration(milliseconds::min()), "-106751991167d7h12m55s808ms");
}

TEST(DurationProperties, every_span_survives_its_text) {
  test::ScriptedRandom random(31);
  for (int i = 0; i < 20'000; ++i) {
    const milliseconds span{static_cast<std::int64_t>(random.u64() >> (1 + random.below(60)))};
    ASSERT_EQ(parse_duration(format_duration(span)).value(), span);
  }
}

TEST(DurationProperties, what_is_accepted_prints_back_to_the_same_value) {
  constexpr std::string_view kAlphabet = "0159dhmss";
  test::ScriptedRandom random(32);
  int accepted = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (auto n = random.below(8); n > 0; --n) text += kAlphabet[random.below(kAlphabet.size())];
    const auto span = parse_duration(text);
    if (!span) continue;
    ++accepted;
    ASSERT_EQ(parse_duration(format_duration(*span)).value(), *span) << text;
  }
  EXPECT_GT(accepted, 1'000);
}

TEST(Sizes, read_decimal_and_binary_units) {
  EXPECT_EQ(parse_size("4096").value(), 4096U);
  EXPECT_EQ(parse_size("0").value(), 0U);
  EXPECT_EQ(parse_size("10MiB").value(), 10'485'760U);
  EXPECT_EQ(parse_size("512KiB").value(), 524'288U);
  EXPECT_EQ(parse_size("1MB").value(), 1'000'000U);
  EXPECT_EQ(parse_size("1kB").value(), 1'000U);
  EXPECT_EQ(parse_size("3GiB").value(), 3'221'225'472U);
  EXPECT_EQ(parse_size("2TB").value(), 2'000'000'000'000U);
  EXPECT_EQ(parse_size("7B").value(), 7U);
  EXPECT_EQ(parse_size("10mib").value(), 10'485'760U);
}

TEST(Sizes, refuse_the_rest) {
  for (const char* bad :
       {"", "MiB", "-1", "1.5MiB", "10 MiB", "10M", "10MiBs", "18446744073709551616", "16777216TiB", " 1"}) {
    const auto size = parse_size(bad);
    ASSERT_FALSE(size) << bad;
    EXPECT_EQ(size.error().reason, Reason::malformed) << bad;
  }
  EXPECT_EQ(parse_size("18446744073709551615").value(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(parse_size("16777215TiB"));
}

}  // namespace
}  // namespace ddns
