#include "ddns/schema/values.h"

#include "nodes.h"

namespace ddns::schema {
namespace {

TEST(Values, reads_what_was_not_given_as_empty) {
  const Values values;
  EXPECT_FALSE(values.has("x"));
  EXPECT_EQ(values.text("x"), "");
  EXPECT_TRUE(values.secret("x").empty());
  EXPECT_EQ(values.integer("x"), 0);
  EXPECT_FALSE(values.boolean("x"));
  EXPECT_EQ(values.duration("x"), std::chrono::milliseconds{0});
  EXPECT_EQ(values.size("x"), 0U);
  EXPECT_TRUE(values.list("x").empty());
  EXPECT_TRUE(values.map("x").empty());
  EXPECT_EQ(values.domain("x"), std::nullopt);
}

TEST(Values, tells_the_root_domain_from_none) {
  Values values;
  values.put("x", std::string("."));
  ASSERT_TRUE(values.domain("x").has_value());
  EXPECT_TRUE(values.domain("x")->is_root());
}

TEST(Values, keeps_the_last_of_two_values) {
  Values values;
  values.put("x", std::int64_t{1});
  values.put("x", std::int64_t{2});
  EXPECT_EQ(values.integer("x"), 2);
}

TEST(Values, compares_secrets_too) {
  Values a;
  Values b;
  a.put("x", Secret("one"));
  b.put("x", Secret("two"));
  EXPECT_NE(a, b);
  b.put("x", Secret("one"));
  EXPECT_EQ(a, b);
}

TEST(ValuesDeath, stops_when_a_setting_is_read_as_another_kind) {
  Values values;
  values.put("x", std::string("text"));
  EXPECT_DEATH((void)values.boolean("x"), "setting x was read as another kind");
}

}  // namespace
}  // namespace ddns::schema
