#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "support/scripted_random.h"

namespace ddns {
namespace {

#define FFFD "\xEF\xBF\xBD"

TEST(Utf8, knows_good_from_bad) {
  for (const char* good : {"", "abc", "é", "默认", "\xF0\x9F\x98\x80", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF",
                           "\xED\x9F\xBF", "\xEE\x80\x80"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "a\xE9z", "\xE2\x82"}) {
    EXPECT_FALSE(is_utf8(bad)) << testing::PrintToString(bad);
  }
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
}

TEST(Utf8, repairs_each_maximal_part_by_one_mark) {
  EXPECT_EQ(to_valid_utf8("caf\xE9"), "caf" FFFD);
  EXPECT_EQ(to_valid_utf8("\xE2\x82z"), FFFD "z");
  EXPECT_EQ(to_valid_utf8("\xC0\x80"), FFFD FFFD);
  // Unicode 15, table 3-8
  EXPECT_EQ(to_valid_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), FFFD FFFD FFFD FFFD "A");
  // table 3-9: surrogates
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A");
}

TEST(Utf8, cuts_between_characters) {
  const std::string text = "aé默\xF0\x9F\x98\x80";  // 1 + 2 + 3 + 4 bytes
  const std::size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t limit = 0; limit < std::size(kept); ++limit) {
    EXPECT_EQ(truncate_utf8(text, limit).size(), kept[limit]) << limit;
  }
}

std::string random_text(test::ScriptedRandom& random) {
  constexpr std::string_view kPieces[] = {
      "a", "é", "默", "\xF0\x9F\x98\x80", "\x80", "\xE2", "\xF0\x9F", "\xC3", "\xED", "\xA0", "\xF4", "\xFF"};
  std::string text;
  for (auto n = random.below(10); n > 0; --n) text += kPieces[random.below(std::size(kPieces))];
  return text;
}

TEST(Utf8Properties, repair_gives_good_text_and_leaves_good_text_alone) {
  test::ScriptedRandom random(51);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random_text(random);
    const std::string repaired = to_valid_utf8(text);
    ASSERT_TRUE(is_utf8(repaired));
    ASSERT_EQ(repaired == text, is_utf8(text));
    ASSERT_EQ(to_valid_utf8(repaired), repaired);
  }
}

TEST(Utf8Properties, a_cut_of_good_text_is_good_and_loses_three_bytes_at_most) {
  test::ScriptedRandom random(52);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = to_valid_utf8(random_text(random));
    const auto limit = random.below(text.size() + 3);
    const auto cut = truncate_utf8(text, limit);
    ASSERT_TRUE(is_utf8(cut));
    ASSERT_TRUE(text.starts_with(cut));
    ASSERT_LE(cut.size(), limit);
    ASSERT_GE(cut.size() + 3, std::min<std::size_t>(limit, text.size()));
  }
}

TEST(Utf8Properties, a_cut_of_any_bytes_stays_within_the_limit) {
  test::ScriptedRandom random(53);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random_text(random);
    const auto limit = random.below(text.size() + 3);
    const auto cut = truncate_utf8(text, limit);
    ASSERT_LE(cut.size(), limit);
    ASSERT_TRUE(text.starts_with(cut));
    ASSERT_GE(cut.size() + 3, std::min<std::size_t>(limit, text.size()));
  }
}

}  // namespace
}  // namespace ddns
