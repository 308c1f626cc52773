#include "ddns/http/secret_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ddns::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const std::vector<Secret>& secrets) {
  std::vector<std::string> out;
  for (const auto& secret : secrets) out.emplace_back(secret.reveal());
  return out;
}

TEST(SecretParts, finds_what_a_service_may_quote_of_a_url) {
  EXPECT_THAT(texts(secrets_in_url("https://oapi.example.com/robot/send?access_token=canary&type=markdown")),
              ElementsAre("canary"));
  EXPECT_THAT(texts(secrets_in_url("https://hooks.example.com/services/T0AB12/B0CD34/x7Y8z9")),
              ElementsAre("T0AB12", "B0CD34", "x7Y8z9"));
  EXPECT_THAT(texts(secrets_in_url("https://me:pa55word@example.com/")), ElementsAre("pa55word"));
  EXPECT_THAT(texts(secrets_in_url("https://example.com/?k=a%2Bb%2Bc1")), ElementsAre("a%2Bb%2Bc1", "a+b+c1"));
  EXPECT_THAT(texts(secrets_in_url("https://example.com/hook?4f5e6d7c8b9a")), ElementsAre("4f5e6d7c8b9a"));
}

TEST(SecretParts, leave_alone_what_log_lines_are_made_of) {
  EXPECT_THAT(texts(secrets_in_url("https://example.com/nic/update?hostname=home2.example.com&myip=192.0.2.1&type=A")),
              IsEmpty());
  EXPECT_THAT(texts(secrets_in_url("https://example.com/api/v4/update-record?system=dyndns&key=#{secret:key}")),
              IsEmpty());
  EXPECT_THAT(texts(secrets_in_url("canary-without-a-scheme?token=canary")), IsEmpty());
  EXPECT_THAT(texts(secrets_in_header("Content-Type", "application/json; charset=UTF-8")), IsEmpty());
}

TEST(SecretParts, take_variables_for_no_part_of_a_secret) {
  EXPECT_THAT(texts(secrets_in_url("https://example.com/?key=before#{ipv4Addr}behind")),
              ElementsAre("before", "behind"));
}

TEST(SecretParts, finds_credentials_in_headers) {
  EXPECT_THAT(texts(secrets_in_header("Authorization", "Bearer canary")), ElementsAre("canary"));
  EXPECT_THAT(texts(secrets_in_header("Authorization", "canary")), ElementsAre("canary"));
  // me:canary
  EXPECT_THAT(texts(secrets_in_header("authorization", "Basic bWU6Y2FuYXJ5")), ElementsAre("canary", "bWU6Y2FuYXJ5"));
  EXPECT_THAT(texts(secrets_in_header("X-Api-Key", "canary")), ElementsAre("canary"));
  EXPECT_THAT(texts(secrets_in_header("X-Anything", "Zm9vYmFy1")), ElementsAre("Zm9vYmFy1"));
  EXPECT_THAT(texts(secrets_in_parameter("password", "canary")), ElementsAre("canary"));
}

TEST(SecretParts, finds_what_a_name_calls_a_secret) {
  EXPECT_THAT(texts(named_secrets_in_url("https://example.com/T0AB12CD?token=canary&type=A1B2C3D4&k=A1B2C3")),
              ElementsAre("canary"));
  EXPECT_THAT(texts(named_secrets_in_url("https://example.com/?token=#{secret:a}")), IsEmpty());
  EXPECT_THAT(texts(secrets_in_body("password=canary%2B1&name=home1.example.com")),
              ElementsAre("canary%2B1", "canary+1"));
  EXPECT_THAT(texts(secrets_in_body(R"( {"auth" : { "token": "canary" }, "ttl": #{ttl}, "a\"key": "second" })")),
              ElementsAre("canary", "second"));
  for (const auto* body :
       {"{\"token", "{\"token\"", "{\"token\":", "{\"token\": \"", "{\"token\": \"a\\", "[\"token\"]", "{", ""}) {
    EXPECT_THAT(texts(secrets_in_body(body)), IsEmpty()) << body;
  }
}

}  // namespace
}  // namespace ddns::http
