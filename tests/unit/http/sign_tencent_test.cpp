// Vectors: the documentation of the TC3 signature in its present (1) and older form (2), and a DNSPod call as
// tencentcloud-sdk-nodejs signs it (3).
#include <gtest/gtest.h>

#include "ddns/crypto/encoding.h"
#include "ddns/http/sign/canonical.h"
#include "ddns/http/sign/tencent.h"

namespace ddns::http::sign {
namespace {

WallTime at(std::int64_t unix) { return WallTime(std::chrono::seconds{unix}); }

std::string authorization(const Request& request) {
  return std::string(request.headers.get("Authorization").value_or("missing"));
}

Request documented() {
  return {.method = "POST",
          .url = {.host = "cvm.tencentcloudapi.com"},
          .headers = {{"Content-Type", "application/json; charset=utf-8"}},
          .body = R"({"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]})"};
}

const TencentKey kStars{.id = "AKID" + std::string(32, '*'), .secret = Secret(std::string(32, '*'))};
TencentCall describe_instances(bool sign_action) {
  return {.service = "cvm",
          .action = "DescribeInstances",
          .version = "2017-03-12",
          .region = "ap-guangzhou",
          .sign_action = sign_action};
}

TEST(Tc3, signs_the_documented_describe_instances) {
  ASSERT_EQ(documented().body.size(), 86U);
  const auto done = sign_tc3(documented(), describe_instances(true), kStars, at(1551113065)).value();
  const std::string canonical = tc3_canonical_request(done, true).value();
  EXPECT_EQ(canonical,
            "POST\n/\n\n"
            "content-type:application/json; charset=utf-8\n"
            "host:cvm.tencentcloudapi.com\n"
            "x-tc-action:describeinstances\n"
            "\n"
            "content-type;host;x-tc-action\n"
            "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064");
  EXPECT_EQ(sha256_hex(canonical), "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84");
  EXPECT_EQ(authorization(done), "TC3-HMAC-SHA256 Credential=" + kStars.id +
                                     "/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, "
                                     "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f");
}

TEST(Tc3, narrows_the_secret_step_by_step) {
  const auto secret_date =
      crypto::hmac(crypto::Hash::sha256, crypto::as_bytes("TC3" + std::string(32, '*')), "2019-02-25");
  EXPECT_EQ(crypto::to_hex(secret_date), "da98fb70dcf6b112dc21038d1eeeb3a95c74b4dcb12c1131f864f6066bd02be0");
  EXPECT_EQ(crypto::to_hex(crypto::hmac(crypto::Hash::sha256, secret_date, "cvm")),
            "8d70cbefb03939f929db64d32dc2ba89b1095620119fe3e050e2b18c5bd2752f");
  EXPECT_EQ(crypto::to_hex(tc3_signing_key(kStars.secret, "2019-02-25", "cvm")),
            "b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af");
}

TEST(Tc3, signs_the_older_documented_form_without_the_action) {
  const TencentKey key{.id = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
                       .secret = Secret("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")};
  const auto done = sign_tc3(documented(), describe_instances(false), key, at(1551113065)).value();
  EXPECT_EQ(sha256_hex(tc3_canonical_request(done, false).value()),
            "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031");
  EXPECT_EQ(authorization(done),
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
            "SignedHeaders=content-type;host, "
            "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168");
}

const TencentKey kDnspodKey{.id = "AKIDEXAMPLE", .secret = Secret("SECRETEXAMPLE")};
Request record_list() {
  return {
      .method = "POST",
      .url = {.host = "dnspod.tencentcloudapi.com"},
      .body = R"({"Domain":"example.com","Subdomain":"www","RecordType":"A","RecordLine":"默认","ErrorOnEmpty":"no"})"};
}
TencentCall describe_records(bool sign_action) {
  return {.service = "dnspod", .action = "DescribeRecordList", .version = "2021-03-23", .sign_action = sign_action};
}

TEST(Tc3, signs_a_dnspod_call_as_the_official_library_does) {
  ASSERT_EQ(record_list().body.size(), 101U);
  EXPECT_EQ(sha256_hex(record_list().body), "285d12238540c9a7eafc1020191c616f12ec572c3b67cf27ccf7a20bb894311d");
  EXPECT_EQ(crypto::to_hex(tc3_signing_key(kDnspodKey.secret, "2026-01-02", "dnspod")),
            "7f66fa86460d092ab0510396f311f65eb16f3d8a49dc179b2f8fbfe6f19344d9");
  const auto done = sign_tc3(record_list(), describe_records(false), kDnspodKey, at(1767323045)).value();
  EXPECT_EQ(sha256_hex(tc3_canonical_request(done, false).value()),
            "303d54a3fae5a37693a75d1ec79dcb91de88e351c15064a802272d6b03cfdfe6");
  EXPECT_TRUE(
      authorization(done).ends_with("Signature=02e6e5e877af6e9b89a3e3d5959e61d5af62f8b737b0c539b9fad84d39aa793e"));
}

TEST(Tc3, signs_a_dnspod_call_with_its_action) {
  const auto done = sign_tc3(record_list(), describe_records(true), kDnspodKey, at(1767323045)).value();
  EXPECT_EQ(sha256_hex(tc3_canonical_request(done, true).value()),
            "af6d8386c15c5436f05cf1afd7c74dc9ee1320c8cb54dc88a4194a104d523ef1");
  EXPECT_TRUE(
      authorization(done).ends_with("Signature=40a4e059ec34cd3672b5158450a92e22f4f4cfb549b726deae2dfa8b675adf60"));
}

TEST(Tc3, adds_the_headers_of_the_call) {
  TencentKey key = kDnspodKey;
  key.token = Secret("tok");
  TencentCall call = describe_records(true);
  call.region = "ap-guangzhou";
  const auto done = sign_tc3(record_list(), call, key, at(1767323045)).value();
  EXPECT_EQ(done.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(done.headers.get("X-TC-Action"), "DescribeRecordList");
  EXPECT_EQ(done.headers.get("X-TC-Version"), "2021-03-23");
  EXPECT_EQ(done.headers.get("X-TC-Timestamp"), "1767323045");
  EXPECT_EQ(done.headers.get("X-TC-Region"), "ap-guangzhou");
  EXPECT_EQ(done.headers.get("X-TC-Token"), "tok");
  const auto plain = sign_tc3(record_list(), describe_records(true), kDnspodKey, at(1767323045)).value();
  EXPECT_EQ(plain.headers.get("X-TC-Region"), std::nullopt);
  EXPECT_EQ(plain.headers.get("X-TC-Token"), std::nullopt);
}

TEST(Tc3, takes_the_date_in_utc) {
  const auto late = sign_tc3(record_list(), describe_records(true), kDnspodKey, at(1767311999)).value();  // 23:59:59
  EXPECT_NE(authorization(late).find("/2026-01-01/dnspod/"), std::string::npos);
  const auto early = sign_tc3(record_list(), describe_records(true), kDnspodKey, at(1767312000)).value();  // 00:00:00
  EXPECT_NE(authorization(early).find("/2026-01-02/dnspod/"), std::string::npos);
}

TEST(Tc3, refuses_a_query_that_cannot_be_read) {
  Request request = record_list();
  request.url.query = "a=%2";
  EXPECT_EQ(sign_tc3(request, describe_records(true), kDnspodKey, at(0)).error().reason, Reason::malformed);
}

}  // namespace
}  // namespace ddns::http::sign
