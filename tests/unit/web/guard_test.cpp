#include "ddns/web/guard.h"

#include <gtest/gtest.h>

#include "ddns/web/server.h"

namespace ddns::web {
namespace {

Request local(std::map<std::string, std::string> headers = {{"host", "localhost:9876"}}) {
  return {.method = "GET", .path = "/api/v1/status", .headers = std::move(headers), .peer = "127.0.0.1"};
}

GuardRules open_rules() { return {.loopback_listener = true}; }
GuardRules token_rules(bool loopback = false) {
  return {.loopback_listener = loopback, .token = Secret("s3cret-token")};
}

TEST(Guard, a_direct_local_request_to_a_loopback_listener_is_trusted) {
  EXPECT_TRUE(is_trusted(open_rules(), local()));
  EXPECT_TRUE(is_trusted(open_rules(), local({{"host", "127.0.0.1:9876"}})));
  EXPECT_TRUE(is_trusted(open_rules(), local({{"host", "[::1]:9876"}})));
}

TEST(Guard, a_direct_local_request_needs_no_token_even_where_there_is_one) {
  EXPECT_TRUE(is_trusted(token_rules(true), local()));
  EXPECT_FALSE(is_trusted(token_rules(true), local({{"host", "localhost"}, {"x-forwarded-for", "203.0.113.9"}})));
}

TEST(Guard, first_visit_through_a_proxy_stays_denied) {
  for (const char* name : {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"}) {
    EXPECT_FALSE(is_trusted(open_rules(), local({{"host", "localhost"}, {name, "203.0.113.9"}}))) << name;
  }
}

TEST(Guard, a_rebound_host_name_is_not_trusted) {
  EXPECT_FALSE(is_trusted(open_rules(), local({{"host", "evil.example:9876"}})));
  EXPECT_FALSE(is_trusted(open_rules(), local({{"host", "127.0.0.1.evil.example"}})));
}

TEST(Guard, a_listener_on_all_addresses_trusts_nobody_without_the_token) {
  EXPECT_FALSE(is_trusted({.loopback_listener = false}, local()));
  EXPECT_FALSE(is_trusted(token_rules(), local()));
  EXPECT_TRUE(is_trusted(token_rules(), local({{"authorization", "Bearer s3cret-token"}})));
  EXPECT_TRUE(is_trusted(token_rules(), local({{"authorization", "bearer  s3cret-token"}})));
  EXPECT_FALSE(is_trusted(token_rules(), local({{"authorization", "Bearer s3cret-toke"}})));
  EXPECT_FALSE(is_trusted(token_rules(), local({{"authorization", "Basic s3cret-token"}})));
}

TEST(Guard, an_empty_token_is_no_token) {
  EXPECT_FALSE(is_trusted({.loopback_listener = false}, local({{"authorization", "Bearer "}})));
}

TEST(Guard, tells_what_would_help) {
  EXPECT_EQ(refuse_untrusted(token_rules()).status, 401);
  EXPECT_EQ(refuse_untrusted({.loopback_listener = false}).status, 403);
  EXPECT_EQ(refuse_untrusted(token_rules()).body.find("s3cret"), std::string::npos);
}

TEST(Guard, a_page_of_another_site_cannot_write) {
  auto request = local({{"host", "localhost:9876"}, {"origin", "https://evil.example"}});
  EXPECT_EQ(refuse_write(request)->status, 403);
  request.headers["origin"] = "null";
  EXPECT_EQ(refuse_write(request)->status, 403);
  request.headers["origin"] = "http://localhost:9876";
  EXPECT_FALSE(refuse_write(request).has_value());
}

TEST(Guard, a_form_is_not_taken_for_json) {
  auto request = local({{"host", "localhost:9876"}, {"content-type", "text/plain"}});
  request.body = "{}";
  EXPECT_EQ(refuse_write(request)->status, 415);
  request.headers["content-type"] = "application/json; charset=utf-8";
  EXPECT_FALSE(refuse_write(request).has_value());
}

TEST(Listen, knows_what_only_this_machine_can_reach) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "localhost", "::1"})
    EXPECT_TRUE((ListenAddress{host}.is_loopback())) << host;
  for (const char* host : {"", "0.0.0.0", "::", "192.0.2.1"}) EXPECT_FALSE((ListenAddress{host}.is_loopback())) << host;
}

}  // namespace
}  // namespace ddns::web
