// Vectors: the RPC signature examples of the Alidns and ECS documentation (A1, A2), what @alicloud/pop-core 1.8.0 makes
// of a fixed clock and nonce (A3, A4), the ACS3 example of the signature page (B1) and @alicloud/openapi-util 0.3.3
// (B2).
#include <gtest/gtest.h>

#include "ddns/core/duration.h"
#include "ddns/http/sign/aliyun.h"
#include "ddns/http/sign/canonical.h"

namespace ddns::http::sign {
namespace {

WallTime at(std::string_view text) { return parse_rfc3339(text).value(); }

const AliyunKey kTestKey{.id = "testid", .secret = Secret("testsecret")};
const AliyunMoment kMoment{.time = at("2026-01-02T03:04:05Z"), .nonce = "0123456789abcdef"};

Request rpc(std::string method, const Query& query, std::string host = "alidns.aliyuncs.com") {
  return {.method = std::move(method), .url = {.host = std::move(host), .query = query.to_string()}};
}

std::string value_of(const Request& request, std::string_view name) {
  const auto query = Query::parse(request.url.query);
  for (const auto& [key, value] : query->pairs()) {
    if (key == name) return value;
  }
  return "missing";
}

std::string without_signature(const Request& request) {
  const auto query = Query::parse(request.url.query);
  Query rest;
  for (const auto& [key, value] : query->pairs()) {
    if (key != "Signature") rest.add(key, value);
  }
  return rest.to_string();
}

TEST(AliyunRpc, signs_the_documented_describe_domain_records) {
  const auto request = rpc("GET", Query()
                                      .add("Format", "XML")
                                      .add("Action", "DescribeDomainRecords")
                                      .add("DomainName", "example.com")
                                      .add("Version", "2015-01-09"));
  const auto done = sign_aliyun_rpc(
      request, kTestKey, {.time = at("2016-03-24T16:41:54Z"), .nonce = "f59ed6a9-83fc-473b-9cc6-99c95df3856e"});
  ASSERT_TRUE(done);
  EXPECT_EQ(value_of(*done, "Signature"), "uRpHwaSEt3J+6KQD//svCh/x+pI=");
  EXPECT_EQ(aliyun_rpc_string_to_sign("GET", without_signature(*done)).value(),
            "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeDomainRecords%26DomainName%3Dexample.com%26Format%3DXML%"
            "26SignatureMethod%3D"
            "HMAC-SHA1%26SignatureNonce%3Df59ed6a9-83fc-473b-9cc6-99c95df3856e%26SignatureVersion%3D1.0%26Timestamp%"
            "3D2016-03-24T16%253A41%"
            "253A54Z%26Version%3D2015-01-09");
}

TEST(AliyunRpc, signs_the_documented_describe_regions) {
  const auto request =
      rpc("GET", Query().add("Format", "XML").add("Action", "DescribeRegions").add("Version", "2014-05-26"),
          "ecs.aliyuncs.com");
  const auto done = sign_aliyun_rpc(
      request, kTestKey, {.time = at("2016-02-23T12:46:24Z"), .nonce = "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"});
  EXPECT_EQ(value_of(done.value(), "Signature"), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
}

TEST(AliyunRpc, signs_a_wildcard_as_the_official_library_does) {
  const auto request = rpc("GET", Query()
                                      .add("Format", "JSON")
                                      .add("Version", "2015-01-09")
                                      .add("Action", "AddDomainRecord")
                                      .add("DomainName", "example.com")
                                      .add("RR", "*")
                                      .add("Type", "AAAA")
                                      .add("Value", "2001:db8::1")
                                      .add("TTL", "600")
                                      .add("Line", "default"));
  const auto done = sign_aliyun_rpc(request, kTestKey, kMoment);
  ASSERT_TRUE(done);
  EXPECT_EQ(value_of(*done, "Signature"), "Wrpji7aJ6Y6rbEElzEIJJVVsSZc=");
  EXPECT_EQ(canonical_query(without_signature(*done)).value(),
            "AccessKeyId=testid&Action=AddDomainRecord&DomainName=example.com&Format=JSON&Line=default&RR=%2A&"
            "SignatureMethod=HMAC-SHA1&"
            "SignatureNonce=0123456789abcdef&SignatureVersion=1.0&TTL=600&Timestamp=2026-01-02T03%3A04%3A05Z&Type=AAAA&"
            "Value=2001%3Adb8%3A%"
            "3A1&Version=2015-01-09");
}

TEST(AliyunRpc, encodes_every_troublesome_character_as_the_official_library_does) {
  const auto request = rpc("POST", Query()
                                       .add("Format", "JSON")
                                       .add("Version", "2015-01-09")
                                       .add("Action", "AddDomainRecord")
                                       .add("DomainName", "example.com")
                                       .add("RR", "a b~c*+/&=")
                                       .add("Type", "TXT")
                                       .add("Value", "v=1; \"q\" (x)!'é中")
                                       .add("TTL", "600"));
  const auto done = sign_aliyun_rpc(request, kTestKey, kMoment);
  ASSERT_TRUE(done);
  EXPECT_EQ(value_of(*done, "Signature"), "uDPK+upeS90AD6dFUpgNB5pduqM=");
  EXPECT_NE(done->url.query.find("RR=a%20b~c%2A%2B%2F%26%3D&"), std::string::npos);
  EXPECT_NE(done->url.query.find("Value=v%3D1%3B%20%22q%22%20%28x%29%21%27%C3%A9%E4%B8%AD&"), std::string::npos);
}

TEST(AliyunRpc, sends_the_token_of_temporary_keys_and_signs_it) {
  const auto request = rpc("GET", Query().add("Action", "X"));
  AliyunKey key = kTestKey;
  key.security_token = Secret("tok+en");
  const auto with = sign_aliyun_rpc(request, key, kMoment).value();
  const auto without = sign_aliyun_rpc(request, kTestKey, kMoment).value();
  EXPECT_EQ(value_of(with, "SecurityToken"), "tok+en");
  EXPECT_EQ(value_of(without, "SecurityToken"), "missing");
  EXPECT_NE(value_of(with, "Signature"), value_of(without, "Signature"));
}

TEST(AliyunRpc, refuses_a_query_that_cannot_be_read) {
  Request request = rpc("GET", Query());
  request.url.query = "a=%zz";
  EXPECT_EQ(sign_aliyun_rpc(request, kTestKey, kMoment).error().reason, Reason::malformed);
}

std::string authorization(const Request& request) {
  return std::string(request.headers.get("Authorization").value_or("missing"));
}

constexpr std::string_view kSignedNames =
    "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

TEST(Acs3, signs_the_documented_run_instances) {
  const AliyunKey key{.id = "YourAccessKeyId", .secret = Secret("YourAccessKeySecret")};
  const Request request{.method = "POST",
                        .url = {.host = "ecs.cn-shanghai.aliyuncs.com",
                                .query = Query()
                                             .add("RegionId", "cn-shanghai")
                                             .add("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd")
                                             .to_string()}};
  const auto done = sign_acs3(request, "RunInstances", "2014-05-26", key,
                              {.time = at("2023-10-26T10:22:32Z"), .nonce = "3156853299f313e23d1673dc12e1703d"});
  ASSERT_TRUE(done);
  const std::string canonical = acs3_canonical_request(*done).value();
  EXPECT_EQ(canonical,
            "POST\n/\nImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai\n"
            "host:ecs.cn-shanghai.aliyuncs.com\n"
            "x-acs-action:RunInstances\n"
            "x-acs-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
            "x-acs-date:2023-10-26T10:22:32Z\n"
            "x-acs-signature-nonce:3156853299f313e23d1673dc12e1703d\n"
            "x-acs-version:2014-05-26\n"
            "\n"
            "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex(canonical), "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
  EXPECT_EQ(authorization(*done),
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=" + std::string(kSignedNames) +
                ",Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
}

Request add_record() {
  return {.method = "POST",
          .url = {.host = "alidns.aliyuncs.com",
                  .query = Query()
                               .add("Value", "2001:db8::1")
                               .add("Type", "AAAA")
                               .add("TTL", "600")
                               .add("RR", "www")
                               .add("Line", "default")
                               .add("DomainName", "example.com")
                               .to_string()}};
}

const AliyunMoment kLongNonce{.time = at("2026-01-02T03:04:05Z"), .nonce = "0123456789abcdef0123456789abcdef"};

TEST(Acs3, signs_an_alidns_call_as_the_official_library_does) {
  const auto done = sign_acs3(add_record(), "AddDomainRecord", "2015-01-09", kTestKey, kLongNonce);
  ASSERT_TRUE(done);
  EXPECT_EQ(sha256_hex(acs3_canonical_request(*done).value()),
            "2eaa946d5f52c4db4aea99662c98fcb1a1c7ca30e802ed090d045ccbe7c5b7fc");
  EXPECT_EQ(authorization(*done), "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=" + std::string(kSignedNames) +
                                      ",Signature=c16ec917b2930ae4c2e85548ae6748ceaf7f8f61edaa15c8ed90d3496672eeed");
}

TEST(Acs3, signs_content_type_body_port_and_token_when_there_are_any) {
  Request request = add_record();
  request.url.scheme = "http";
  request.url.port = 8080;
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Accept", "application/json");
  request.body = "{}";
  AliyunKey key = kTestKey;
  key.security_token = Secret("tok");
  const auto done = sign_acs3(request, "A", "V", key, kLongNonce).value();
  const std::string canonical = acs3_canonical_request(done).value();
  EXPECT_NE(
      canonical.find("\ncontent-type:application/json\nhost:alidns.aliyuncs.com:8080\nx-acs-accesskey-id:testid\n"),
      std::string::npos)
      << canonical;
  EXPECT_NE(canonical.find("\nx-acs-security-token:tok\n"), std::string::npos);
  EXPECT_EQ(canonical.find("accept"), std::string::npos);
  EXPECT_TRUE(canonical.ends_with(sha256_hex("{}")));
  EXPECT_EQ(done.headers.get("x-acs-content-sha256"), sha256_hex("{}"));
}

TEST(Acs3, gives_the_same_signature_when_a_signed_request_is_signed_again) {
  const auto once = sign_acs3(add_record(), "A", "V", kTestKey, kLongNonce).value();
  EXPECT_EQ(sign_acs3(once, "A", "V", kTestKey, kLongNonce).value(), once);
}

TEST(Acs3, refuses_a_query_that_cannot_be_read) {
  Request request = add_record();
  request.url.query = "%";
  EXPECT_EQ(sign_acs3(request, "A", "V", kTestKey, kLongNonce).error().reason, Reason::malformed);
}

}  // namespace
}  // namespace ddns::http::sign
