#include "ddns/core/text.h"
#include "ddns/core/counted.h"

#include <gtest/gtest.h>

#include <limits>

#include "ddns/core/counted.h"

namespace ddns {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Text, changes_case_of_ascii_only) {
  EXPECT_EQ(to_lower("AbC-Ä"), "abc-Ä");
  EXPECT_EQ(to_upper("aBc-ä@[`{"), "ABC-ä@[`{");
  EXPECT_TRUE(iequals("Content-TYPE", "content-type"));
  EXPECT_FALSE(iequals("ab", "abc"));
  EXPECT_FALSE(iequals("[", "{"));
  EXPECT_TRUE(iequals("", ""));
}

TEST(Text, trims_blanks_at_both_ends) {
  EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, splits_keeping_empty_parts) {
  EXPECT_EQ(split("a,b,,c", ','), (Parts{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), Parts{""});
  EXPECT_EQ(split(",", ','), (Parts{"", ""}));
}

TEST(Text, counts_in_good_english) {
  EXPECT_EQ(counted(1, "record set"), "1 record set");
  EXPECT_EQ(counted(0, "record set"), "0 record sets");
  EXPECT_EQ(counted(2, "record set"), "2 record sets");
}

TEST(Text, joins_with_the_separator_between) {
  const std::vector<std::string> parts{"", "a", ""};
  EXPECT_EQ(join(parts, ", "), ", a, ");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, replaces_all_without_looking_at_what_it_wrote) {
  EXPECT_EQ(replace_all("aaa", "a", "aa"), "aaaaaa");
  EXPECT_EQ(replace_all("abcabc", "bc", ""), "aa");
  EXPECT_EQ(replace_all("abc", "", "x"), "abc");
}

TEST(Text, reads_whole_numbers_in_range_only) {
  EXPECT_EQ(to_number<int>("-12"), -12);
  EXPECT_EQ(to_number<std::uint16_t>("65535"), 65535);
  EXPECT_EQ(to_number<std::int64_t>("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const char* bad : {"", " 1", "1 ", "+1", "-1", "65536", "1.0", "0x1", "1e2"}) {
    EXPECT_EQ(to_number<std::uint16_t>(bad), std::nullopt) << bad;
  }
}

TEST(Text, concatenates_texts_characters_and_numbers) {
  const std::string zone = "example.com";
  EXPECT_EQ(cat("zone ", zone, ':', ' ', 3, " of ", std::uint64_t{18'446'744'073'709'551'615U}),
            "zone example.com: 3 of 18446744073709551615");
  EXPECT_EQ(cat(), "");
  EXPECT_EQ(cat(std::uint8_t{65}, std::int8_t{-1}), "65-1");
}

TEST(Nearest, finds_a_typing_mistake) {
  const std::vector<std::string> keys{"domain", "sub_domain", "interval", "ttl", "id", "ipv4", "ipv6"};
  EXPECT_EQ(nearest("domian", keys), "domain");
  EXPECT_EQ(nearest("subdomain", keys), "sub_domain");
  EXPECT_EQ(nearest("intervall", keys), "interval");
  EXPECT_EQ(nearest("tll", keys), "ttl");
  EXPECT_EQ(nearest("Domain", keys), "domain");
  EXPECT_EQ(nearest("domain", keys), "domain");
}

TEST(Nearest, stays_silent_about_other_words) {
  const std::vector<std::string> keys{"domain", "interval", "id"};
  EXPECT_EQ(nearest("provider", keys), std::nullopt);
  EXPECT_EQ(nearest("xy", keys), std::nullopt);
  EXPECT_EQ(nearest("", keys), std::nullopt);
  EXPECT_EQ(nearest("x", std::vector<std::string>{"y"}), std::nullopt);
  EXPECT_EQ(nearest("domain", {}), std::nullopt);
}

TEST(Nearest, takes_the_first_of_equals) {
  const std::vector<std::string> keys{"ipv6", "ipv4"};
  EXPECT_EQ(nearest("ipv5", keys), "ipv6");
}

TEST(Nearest, counts_a_swap_as_one_mistake) {
  const std::vector<std::string> keys{"abdc", "abcx"};
  EXPECT_EQ(nearest("abcd", keys), "abdc");
  const std::vector<std::string> far{"badc"};
  EXPECT_EQ(nearest("abcd", far), std::nullopt);
}

}  // namespace
}  // namespace ddns
