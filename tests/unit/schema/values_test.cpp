#include "ddns/schema/values.h"

#include "ddns/schema/redact.h"
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

TEST(Redact, masks_secrets_maps_and_the_hidden_parts_of_urls) {
  const Schema schema{{{"token", Kind::secret},
                       {"url", Kind::url},
                       {"urls", Kind::text_list},
                       {"headers", Kind::text_map},
                       {"on", Kind::boolean},
                       {"timeout", Kind::duration},
                       {"size", Kind::size},
                       {"keep", Kind::integer},
                       {"user", Kind::text},
                       {"absent", Kind::secret}}};
  Values values;
  values.put("token", Secret("hush"));
  values.put("url", std::string("https://me:hush@example.com:8443/update?key=hush"));
  values.put("urls", std::vector<std::string>{"https://a.example/?t=hush", "plain"});
  values.put("headers", Values::TextMap{{"Authorization", "Bearer hush"}});
  values.put("on", true);
  values.put("timeout", std::int64_t{90'000});
  values.put("size", std::int64_t{10'485'760});
  values.put("keep", std::int64_t{7});
  values.put("user", std::string("me"));
  const auto text = redact(schema, values);
  EXPECT_EQ(text,
            "token: ******\n"
            "url: https://******@example.com:8443/update?******\n"
            "urls: [https://a.example/?******, plain]\n"
            "headers: {Authorization: ******}\n"
            "on: true\n"
            "timeout: 1m30s\n"
            "size: 10MiB\n"
            "keep: 7\n"
            "user: me\n");
}

}  // namespace
}  // namespace ddns::schema
