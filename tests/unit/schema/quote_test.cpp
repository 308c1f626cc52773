#include "ddns/schema/quote.h"

#include "nodes.h"
#include "support/posix_path.h"

namespace ddns::schema {
namespace {

using ddns::test::posix_path;

TEST(Quote, shows_one_short_word) {
  EXPECT_EQ(quote("abc-1.example:53/24"), "`abc-1.example:53/24`");
  EXPECT_EQ(quote("bücher"), "`bücher`");
}

TEST(Quote, shows_nothing_that_may_have_swallowed_its_neighbours) {
  EXPECT_EQ(quote(""), "an empty text");
  for (const auto* text :
       {"home api_token:", "a\nb", "a\tb", "a\"b", "a'b", "a`b", "{a", "a,b", "a\\b", "a#b", "\xff", "\x7f"}) {
    EXPECT_EQ(quote(text), "this value") << text;
  }
  EXPECT_EQ(quote(std::string(65, 'a')), "this value");
  EXPECT_EQ(quote(std::string(64, 'a')), "`" + std::string(64, 'a') + "`");
}

TEST(QuoteKey, shows_only_what_looks_like_a_setting) {
  EXPECT_EQ(quote_key("api-token_x"), "`api-token_x`");
  for (const auto* key : {"", "Token", "t0ken", "a b", "a:b", "abcdefghijklmnopqrstuvwxy"})
    EXPECT_EQ(quote_key(key), "") << key;
}

TEST(AbsolutePath, counts_from_the_folder_of_the_file) {
  EXPECT_EQ(posix_path(absolute_path("hosts", "/etc/x/config.yaml")), "/etc/x/hosts");
  EXPECT_EQ(posix_path(absolute_path("../hosts", "/etc/x/config.yaml")), "/etc/hosts");
  EXPECT_EQ(posix_path(absolute_path("/var//lib/./hosts", "/etc/x/config.yaml")), "/var/lib/hosts");
  EXPECT_EQ(absolute_path("", "/etc/x/config.yaml"), "");
  EXPECT_EQ(absolute_path("hosts", "config.yaml"), absolute_path("hosts", ""));
  EXPECT_TRUE(posix_path(absolute_path("hosts", "")).starts_with('/'));
}

}  // namespace
}  // namespace ddns::schema
