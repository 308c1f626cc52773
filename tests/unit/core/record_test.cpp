#include "ddns/core/record.h"

#include <gtest/gtest.h>

namespace ddns {
namespace {

using std::chrono::seconds;

TEST(RecordTypes, belong_to_families) {
  EXPECT_EQ(type_for(Family::ipv4), RecordType::a);
  EXPECT_EQ(type_for(Family::ipv6), RecordType::aaaa);
  for (const auto type : {RecordType::a, RecordType::aaaa}) {
    EXPECT_EQ(type_for(family_of(type)), type);
    EXPECT_EQ(record_type_from(to_string(type)), type);
  }
  EXPECT_EQ(record_type_from("aaaa"), RecordType::aaaa);
  EXPECT_EQ(record_type_from("CNAME"), std::nullopt);
}

TEST(RecordKeys, print_name_type_and_line) {
  RecordKey key{.name = DomainName::parse("home.example.com").value(), .type = RecordType::aaaa};
  EXPECT_EQ(key.to_string(), "home.example.com AAAA");
  key.line = "telecom";
  EXPECT_EQ(key.to_string(), "home.example.com AAAA [telecom]");
}

TEST(RecordKeys, differ_by_each_part) {
  const RecordKey key{.name = DomainName::parse("a.example").value()};
  RecordKey other = key;
  EXPECT_EQ(key, other);
  other.line = "x";
  EXPECT_NE(key, other);
  other = key;
  other.type = RecordType::aaaa;
  EXPECT_NE(key, other);
  EXPECT_LT(key, other);
}

TEST(AttributeMatch, looks_only_at_what_is_wanted) {
  const Attributes actual{
      .ttl = seconds{300}, .proxied = false, .comment = "by hand", .extra = {{"id", "7"}, {"tag", "x"}}};
  EXPECT_TRUE(satisfies(actual, {}));
  EXPECT_TRUE(satisfies(actual, {.ttl = seconds{300}}));
  EXPECT_TRUE(satisfies(actual, {.extra = {{"tag", "x"}}}));
  EXPECT_FALSE(satisfies(actual, {.ttl = seconds{60}}));
  EXPECT_FALSE(satisfies(actual, {.proxied = true}));
  EXPECT_FALSE(satisfies(actual, {.comment = ""}));
  EXPECT_FALSE(satisfies(actual, {.extra = {{"tag", "y"}}}));
  EXPECT_FALSE(satisfies(actual, {.extra = {{"weight", "1"}}}));
  EXPECT_FALSE(satisfies({}, {.ttl = seconds{300}}));
}

}  // namespace
}  // namespace ddns
