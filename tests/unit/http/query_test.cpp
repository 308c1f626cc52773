#include <gtest/gtest.h>

#include "ddns/http/url.h"
#include "support/scripted_random.h"

namespace ddns::http {
namespace {

TEST(PercentEncoding, leaves_the_unreserved_characters_of_rfc_3986_only) {
  const std::string unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  EXPECT_EQ(percent_encode(unreserved), unreserved);
  EXPECT_EQ(percent_encode(" +*/?&=%:@"), "%20%2B%2A%2F%3F%26%3D%25%3A%40");
  EXPECT_EQ(percent_encode("é中"), "%C3%A9%E4%B8%AD");
  EXPECT_EQ(percent_encode(std::string_view("\0\n", 2)), "%00%0A");
  EXPECT_EQ(percent_encode(""), "");
}

TEST(PercentDecoding, takes_either_case_and_leaves_plus_alone) {
  EXPECT_EQ(percent_decode("a%2fb%2Fc+d").value(), "a/b/c+d");
  for (const char* bad : {"%", "%2", "a%", "%zz", "%2g", "%%20"}) {
    const auto text = percent_decode(bad);
    ASSERT_FALSE(text) << bad;
    EXPECT_EQ(text.error().reason, Reason::malformed);
  }
}

TEST(PercentProperties, decoding_undoes_encoding) {
  test::ScriptedRandom random(72);
  for (int i = 0; i < 5'000; ++i) {
    std::string text(random.below(40), '\0');
    for (auto& c : text) c = static_cast<char>(random.below(256));
    ASSERT_EQ(percent_decode(percent_encode(text)).value(), text);
  }
}

TEST(Queries, keep_order_and_repetitions) {
  EXPECT_EQ(Query().add("b", "2").add("a", "x y").add("b", "1").to_string(), "b=2&a=x%20y&b=1");
  EXPECT_EQ(Query().to_string(), "");
  EXPECT_EQ(Query().add("", "").to_string(), "=");
}

TEST(Queries, sort_by_name_and_then_by_value) {
  EXPECT_EQ(Query().add("b", "2").add("a-", "1").add("B", "0").add("b", "10").add("a", "9").to_string_sorted(),
            "B=0&a=9&a-=1&b=10&b=2");
}

TEST(Queries, become_form_bodies_with_plus_for_space) {
  EXPECT_EQ(Query().add("a b", "c+d e").to_form(), "a+b=c%2Bd+e");
}

TEST(Queries, parse_back_to_their_pairs) {
  const auto query = Query::parse("a=1&b&c=x%3Dy=z&&d=");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->pairs(), (Query::Pairs{{"a", "1"}, {"b", ""}, {"c", "x=y=z"}, {"d", ""}}));
  EXPECT_TRUE(Query::parse("")->pairs().empty());
  for (const char* bad : {"a=%", "%zz=1"}) EXPECT_EQ(Query::parse(bad).error().reason, Reason::malformed) << bad;
}

TEST(QueryProperties, every_query_survives_its_text) {
  constexpr std::string_view kAlphabet = "ab&=%+ \xC3\xA9";
  test::ScriptedRandom random(73);
  for (int i = 0; i < 5'000; ++i) {
    Query query;
    for (auto n = random.below(5); n > 0; --n) {
      std::string name = "n";
      std::string value;
      for (auto m = random.below(6); m > 0; --m) name += kAlphabet[random.below(kAlphabet.size())];
      for (auto m = random.below(6); m > 0; --m) value += kAlphabet[random.below(kAlphabet.size())];
      query.add(name, value);
    }
    ASSERT_EQ(Query::parse(query.to_string()).value().pairs(), query.pairs());
  }
}

}  // namespace
}  // namespace ddns::http
