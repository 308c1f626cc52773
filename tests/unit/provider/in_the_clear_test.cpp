#include "ddns/provider/in_the_clear.h"

#include <gtest/gtest.h>

namespace ddns::provider {
namespace {

using Keys = std::vector<std::string>;

Keys found(const std::string& key, const std::string& text) {
  const schema::Schema schema{{{.key = "endpoint", .kind = schema::Kind::url},
                               {.key = "server", .kind = schema::Kind::text},
                               {.key = "body", .kind = schema::Kind::text},
                               {.key = "password", .kind = schema::Kind::secret}}};
  schema::Values values;
  values.put(key, text);
  values.put("password", Secret("http://is.not.looked.at"));
  return in_the_clear(schema, values);
}

TEST(InTheClear, is_plain_http_to_another_machine) {
  for (const auto* url :
       {"http://api.example.com", "http://api.example.com:8080/v1", "HTTP://10.0.0.1/", "http://[2001:db8::1]:8081",
        "http://dns.example/#{domain}?x=1", "http://localhost.example/"}) {
    EXPECT_EQ(found("endpoint", url), Keys{"endpoint"}) << url;
  }
  EXPECT_EQ(found("server", "http://dyn.example.com"), Keys{"server"}) << "a text that may be a URL";
}

TEST(InTheClear, is_neither_tls_nor_this_machine) {
  for (const auto* url : {"https://api.example.com", "http://127.0.0.1:8081", "http://127.1.2.3", "http://[::1]:8081/x",
                          "http://localhost:8081", "http://pdns.localhost/", "", "dyn.example.com", "http"}) {
    EXPECT_EQ(found("endpoint", url), Keys{}) << url;
  }
  EXPECT_EQ(found("server", "dyn.example.com"), Keys{});
  EXPECT_EQ(found("body", "http://api.example.com is what is sent"), Keys{});
}

}  // namespace
}  // namespace ddns::provider
