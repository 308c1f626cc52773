#include "ddns/http/url.h"

#include <gtest/gtest.h>

#include "support/scripted_random.h"

namespace ddns::http {
namespace {

Url url(std::string_view text) { return Url::parse(text).value(); }

std::string fault(std::string_view text) {
  const auto parsed = Url::parse(text);
  if (parsed) return "no error";
  EXPECT_EQ(parsed.error().reason, Reason::malformed);
  return parsed.error().message;
}

TEST(UrlParse, splits_into_its_parts) {
  const Url u = url("HTTPS://Api.Example.com:8443/v1/a%2Fb?x=1&y=%20?");
  EXPECT_EQ(
      u, (Url{.scheme = "https", .host = "api.example.com", .port = 8443, .path = "/v1/a%2Fb", .query = "x=1&y=%20?"}));
  EXPECT_EQ(u.to_string(), "https://api.example.com:8443/v1/a%2Fb?x=1&y=%20?");
  EXPECT_EQ(u.target(), "/v1/a%2Fb?x=1&y=%20?");
  EXPECT_EQ(u.origin(), "https://api.example.com:8443");
}

TEST(UrlParse, knows_the_default_ports_and_the_default_path) {
  EXPECT_EQ(url("http://h").port, 80);
  EXPECT_EQ(url("https://h").port, 443);
  EXPECT_EQ(url("https://h").path, "/");
  EXPECT_EQ(url("https://h:443").authority(), "h");
  EXPECT_EQ(url("http://h:443").authority(), "h:443");
  EXPECT_EQ(url("https://h?x").to_string(), "https://h/?x");
}

TEST(UrlParse, takes_addresses_in_their_canonical_form) {
  EXPECT_EQ(url("http://[2001:DB8::0:1]:8080/").host, "2001:db8::1");
  EXPECT_EQ(url("http://[2001:DB8::0:1]:8080/").authority(), "[2001:db8::1]:8080");
  EXPECT_EQ(url("http://[::1]").to_string(), "http://[::1]/");
  EXPECT_EQ(url("http://127.0.0.1:1/").to_string(), "http://127.0.0.1:1/");
  EXPECT_EQ(url("http://nas_1.local./").host, "nas_1.local");
}

TEST(UrlParse, refuses_what_is_no_http_url) {
  for (const char* bad : {"", "example.com", "ftp://example.com", "http:/example.com", "://x", "//example.com",
                          "https//x", " https://x"}) {
    EXPECT_NE(fault(bad).find("http://"), std::string::npos) << bad;
  }
}

TEST(UrlParse, refuses_hosts_that_are_none) {
  for (const char* bad : {"http://", "http:///x", "http://:80", "http://.", "http://a b", "http://bücher.example",
                          "http://*.example.com", "http://1.2.3", "http://10.0.0.256", "http://010.0.0.1",
                          "http://0x7f.1.2.3.4", "http://[1.2.3.4]", "http://[::1", "http://[::1]x",
                          "http://[fe80::1%25eth0]", "http://::1", "http://a_b-.x", "http://a,b", "http://a..b"}) {
    EXPECT_NE(fault(bad), "no error") << bad;
  }
}

TEST(UrlParse, refuses_ports_out_of_range) {
  for (const char* bad :
       {"http://h:", "http://h:0", "http://h:65536", "http://h:080", "http://h:+80", "http://h:8a", "http://[::1]:"}) {
    EXPECT_NE(fault(bad).find("port"), std::string::npos) << bad;
  }
  EXPECT_EQ(url("http://h:65535").port, 65535);
}

TEST(UrlParse, refuses_user_info_and_quotes_nothing_of_it) {
  for (const char* bad :
       {"https://user:hunter2@example.com/", "https://hunter2@example.com", "https://user:hunter2@[::1]/"}) {
    EXPECT_EQ(fault(bad).find("hunter2"), std::string::npos) << bad;
    EXPECT_NE(fault(bad).find("password"), std::string::npos) << bad;
  }
  EXPECT_EQ(url("https://h/a@b").path, "/a@b");
}

TEST(UrlParse, refuses_fragments_and_raw_characters_without_quoting_path_or_query) {
  EXPECT_NE(fault("https://example.com/hunter2#x").find("fragment"), std::string::npos);
  EXPECT_NE(fault("https://example.com#x").find("fragment"), std::string::npos);
  for (const char* bad :
       {"https://example.com/hunter2 ", "https://example.com/hunter2\n", "https://example.com/hunter2%2",
        "https://example.com/hunter2%zz", "https://example.com/hunter2é", "https://example.com/?t=hunter2\"",
        "https://example.com/{hunter2}", "https://example.com/?a=[hunter2]", "https://example.com/\\hunter2"}) {
    const std::string message = fault(bad);
    EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
    EXPECT_NE(message.find("https://example.com"), std::string::npos) << message;
  }
}

TEST(UrlPaths, are_appended_with_one_slash) {
  EXPECT_EQ(url("https://x/api/").with_path("v1/y").to_string(), "https://x/api/v1/y");
  EXPECT_EQ(url("https://x/api").with_path("/v1/y").to_string(), "https://x/api/v1/y");
  EXPECT_EQ(url("https://x").with_path("v1").to_string(), "https://x/v1");
  EXPECT_EQ(url("https://x/api?old=1").with_path("").to_string(), "https://x/api");
  EXPECT_EQ(url("https://x/api").with_query("a=1").to_string(), "https://x/api?a=1");
}

TEST(UrlProperties, whatever_is_accepted_composes_to_a_text_that_means_the_same) {
  constexpr std::string_view kAlphabet = "ab1.:/?[]%2F@#-_ =&";
  test::ScriptedRandom random(71);
  int accepted = 0;
  for (int i = 0; i < 40'000; ++i) {
    std::string text = random.below(2) == 0 ? "http://a" : "https://";
    for (auto n = random.below(14); n > 0; --n) text += kAlphabet[random.below(kAlphabet.size())];
    const auto first = Url::parse(text);
    if (!first) continue;
    ++accepted;
    const auto second = Url::parse(first->to_string());
    ASSERT_TRUE(second) << text;
    ASSERT_EQ(*second, *first) << text;
  }
  EXPECT_GT(accepted, 2'000);
}

}  // namespace
}  // namespace ddns::http
