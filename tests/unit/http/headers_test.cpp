#include "ddns/http/headers.h"

#include <gtest/gtest.h>

#include "ddns/http/authorization.h"
#include "ddns/http/check.h"

namespace ddns::http {
namespace {

TEST(HeaderFields, are_found_without_case) {
  const Headers headers{{"Content-Type", "a/b"}, {"X", "1"}, {"x", "2"}};
  EXPECT_EQ(headers.get("content-TYPE"), "a/b");
  EXPECT_EQ(headers.get("x"), "1");
  EXPECT_EQ(headers.all("X"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_EQ(headers.get("Y"), std::nullopt);
  EXPECT_TRUE(headers.all("Y").empty());
}

TEST(HeaderFields, are_replaced_by_set_and_kept_by_add) {
  Headers headers{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  headers.set("a", "9");
  EXPECT_EQ(headers, (Headers{{"A", "9"}, {"b", "2"}}));
  headers.add("A", "10");
  headers.set("c", "4");
  EXPECT_EQ(headers, (Headers{{"A", "9"}, {"b", "2"}, {"A", "10"}, {"c", "4"}}));
  EXPECT_EQ(headers.size(), 4U);
}

TEST(Authorization, is_written_as_rfc_7617_and_6750_say) {
  EXPECT_EQ(basic_auth("Aladdin", Secret("open sesame")).value(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_auth("test", Secret("123£")).value(), "Basic dGVzdDoxMjPCow==");
  EXPECT_EQ(basic_auth("", Secret("a:b")).value(), "Basic OmE6Yg==");
  EXPECT_EQ(bearer_auth(Secret("t0ken")), "Bearer t0ken");
}

TEST(Authorization, refuses_a_colon_in_the_user_name) {
  const auto value = basic_auth("a:b", Secret("hunter2"));
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().reason, Reason::config);
  EXPECT_EQ(value.error().message.find("hunter2"), std::string::npos);
}

Request good_request() {
  return {.method = "PATCH", .url = {.host = "h"}, .headers = {{"Authorization", "Bearer x\ty é"}}};
}

TEST(RequestCheck, passes_an_ordinary_request) { EXPECT_TRUE(check_request(good_request())); }

TEST(RequestCheck, stops_a_header_that_would_add_another) {
  for (const char* bad : {"Bearer x\n", "Bearer x\r\nX-Evil: 1", "\x7f", "\x01"}) {
    Request request = good_request();
    request.headers.set("Authorization", bad);
    const auto status = check_request(request);
    ASSERT_FALSE(status) << testing::PrintToString(bad);
    EXPECT_EQ(status.error().reason, Reason::config);
    EXPECT_NE(status.error().message.find("Authorization"), std::string::npos);
    EXPECT_EQ(status.error().message.find("Bearer"), std::string::npos);
  }
}

TEST(RequestCheck, stops_names_and_methods_that_are_no_words) {
  for (const char* bad : {"", "a b", "a:", "a\n", "é"}) {
    Request request = good_request();
    request.headers.add(bad, "v");
    EXPECT_FALSE(check_request(request)) << bad;
    request = good_request();
    request.method = bad;
    EXPECT_FALSE(check_request(request)) << bad;
  }
  Request request = good_request();
  request.url.host.clear();
  EXPECT_FALSE(check_request(request));
}

}  // namespace
}  // namespace ddns::http
