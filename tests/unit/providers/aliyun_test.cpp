#include "ddns/providers/aliyun.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/plan/operation.h"
#include "fake_service.h"

namespace ddns::providers {
namespace {

using test::answer;
using test::FakeService;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }
IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

std::unique_ptr<provider::Provider> make(const std::vector<std::pair<std::string, std::string>>& more = {}) {
  schema::Values values;
  values.put("access_key_id", std::string("testid"));
  values.put("access_key_secret", Secret("the-secret-nobody-may-see"));
  values.put("endpoint", std::string("https://alidns.aliyuncs.com/"));
  values.put("signature", std::string("acs3"));
  for (const auto& [key, value] : more) {
    if (key == "security_token") {
      values.put(key, Secret(value));
    } else {
      values.put(key, value);
    }
  }
  return aliyun_spec().make(values).value();
}

const plan::ZoneRef kZone{name("example.com")};
const RecordKey kHome{name("home.example.com"), RecordType::a};

plan::Unit create_one() { return {.zone = kZone, .operations = {plan::CreateRecord{kHome, ip("192.0.2.1")}}}; }

std::string refusal(std::string_view code, std::string_view message = "words of the service") {
  return cat(R"({"RequestId":"r","Code":")", code, R"(","Message":")", message, R"("})");
}

Error error_of(const http::Response& response, const provider::Provider& provider = *make()) {
  FakeService service([&](const http::Request&) { return response; });
  const auto outcome = provider.apply(create_one(), service.call());
  EXPECT_THAT(outcome, SizeIs(1));
  return outcome.at(0) ? Error{.message = "(success)"} : outcome[0].error();
}

struct CodeCase {
  int status;
  const char* code;
  Reason reason;
};
class AliyunCode : public testing::TestWithParam<CodeCase> {};

TEST_P(AliyunCode, has_its_reason) {
  const auto& [status, code, reason] = GetParam();
  const auto error = error_of(answer(status, refusal(code)));
  EXPECT_EQ(error.reason, reason) << error.message;
  EXPECT_EQ(error.service_code, code);
  EXPECT_EQ(error.effect, reason == Reason::http_5xx ? Effect::unknown : Effect::none);
  EXPECT_THAT(error.message, HasSubstr("home.example.com A"));
  EXPECT_EQ(error.retry_after.has_value(), reason == Reason::rate_limited);
}

INSTANTIATE_TEST_SUITE_P(
    documented, AliyunCode,
    testing::Values(
        CodeCase{404, "InvalidAccessKeyId.NotFound", Reason::auth},
        CodeCase{400, "InvalidAccessKeyId.Inactive", Reason::auth}, CodeCase{400, "InvalidAccessKeyId", Reason::auth},
        CodeCase{400, "SignatureDoesNotMatch", Reason::auth}, CodeCase{400, "IncompleteSignature", Reason::auth},
        CodeCase{400, "InvalidSecurityToken.Expired", Reason::auth}, CodeCase{403, "Forbidden.RAM", Reason::auth},
        CodeCase{403, "Forbidden", Reason::auth}, CodeCase{403, "NoPermission", Reason::auth},
        CodeCase{403, "Forbidden.RiskControl", Reason::auth}, CodeCase{403, "Forbidden.UserVerification", Reason::auth},
        CodeCase{403, "ActionUnauthorized", Reason::auth}, CodeCase{400, "InvalidTimeStamp.Expired", Reason::clock},
        CodeCase{400, "InvalidTimeStamp.Format", Reason::clock}, CodeCase{400, "IllegalTimestamp", Reason::clock},
        CodeCase{400, "IncorrectDomainUser", Reason::not_found},
        CodeCase{400, "InvalidDomainName.NoExist", Reason::not_found},
        CodeCase{400, "InvalidRR.NoExist", Reason::not_found}, CodeCase{400, "DomainForbidden", Reason::rejected},
        CodeCase{400, "DomainRecordLocked", Reason::rejected}, CodeCase{400, "DomainRecordConflict", Reason::conflict},
        CodeCase{400, "QuotaExceeded.Record", Reason::quota}, CodeCase{400, "QuotaExceeded.ARecord", Reason::quota},
        CodeCase{400, "QuotaExceeded.TTL", Reason::rejected}, CodeCase{400, "SubDomainInvalid.Value", Reason::rejected},
        CodeCase{400, "InvalidParameter.Line", Reason::rejected},
        CodeCase{400, "MissingParameter.RR", Reason::rejected},
        CodeCase{400, "RecordForbidden.BlackHole", Reason::rejected}, CodeCase{404, "InvalidAction", Reason::rejected},
        CodeCase{404, "NoSuchVersion", Reason::rejected}, CodeCase{503, "Throttling", Reason::rate_limited},
        CodeCase{400, "Throttling.Api", Reason::rate_limited},
        CodeCase{400, "Rejected.Throttling", Reason::rate_limited},
        CodeCase{503, "ServiceUnavailable", Reason::http_5xx}, CodeCase{500, "InternalError", Reason::http_5xx},
        CodeCase{400, "UnKnownError", Reason::http_5xx}, CodeCase{400, "LastOperationNotFinished", Reason::conflict},
        CodeCase{400, "SignatureNonceUsed", Reason::http_5xx}, CodeCase{200, "Something.New", Reason::rejected}),
    [](const auto& made) { return replace_all(made.param.code, ".", "_"); });

TEST(Aliyun, never_repeats_what_was_signed) {
  const auto provider = make({{"security_token", "token-nobody-may-see"}});
  const auto error = error_of(
      answer(400, refusal("SignatureDoesNotMatch", "string to sign is:POST&x-acs-security-token:token-nobody-may-see")),
      *provider);
  EXPECT_EQ(error.reason, Reason::auth);
  EXPECT_THAT(error.message, Not(HasSubstr("nobody-may-see")));
  EXPECT_THAT(error_of(answer(400, refusal("Forbidden.RAM"))).message, HasSubstr("words of the service"));
}

TEST(Aliyun, sends_the_token_of_temporary_credentials) {
  FakeService service([](const http::Request&) { return answer(200, R"({"RequestId":"r","RecordId":"1"})"); });
  ASSERT_TRUE(make({{"security_token", "sts-token"}})->apply(create_one(), service.call()).at(0));
  const auto& headers = service.requests().at(0).headers;
  EXPECT_EQ(headers.get("x-acs-security-token"), "sts-token");
  EXPECT_THAT(std::string(headers.get("Authorization").value_or("")), HasSubstr("x-acs-security-token"));
}

TEST(Aliyun, signs_each_call_with_another_nonce) {
  FakeService service([](const http::Request&) { return answer(200, R"({"RequestId":"r","RecordId":"1"})"); });
  const auto provider = make();
  const auto call = service.call();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(provider->apply(create_one(), call).at(0));
  EXPECT_NE(service.requests()[0].headers.get("x-acs-signature-nonce"),
            service.requests()[1].headers.get("x-acs-signature-nonce"));
}

TEST(Aliyun, uses_the_region_unless_an_endpoint_is_stated) {
  const auto host_of = [](const std::vector<std::pair<std::string, std::string>>& more) {
    FakeService service([](const http::Request&) { return answer(200, R"({"RequestId":"r","RecordId":"1"})"); });
    EXPECT_TRUE(make(more)->apply(create_one(), service.call()).at(0));
    return service.requests().at(0).url.host;
  };
  EXPECT_EQ(host_of({}), "alidns.aliyuncs.com");
  EXPECT_EQ(host_of({{"region", "ap-southeast-1"}}), "alidns.ap-southeast-1.aliyuncs.com");
  EXPECT_EQ(host_of({{"region", "ap-southeast-1"}, {"endpoint", "https://gateway.example/"}}), "gateway.example");
}

TEST(Aliyun, ends_reading_when_a_page_is_empty_whatever_the_count_says) {
  FakeService service([](const http::Request&) {
    return answer(200, R"({"RequestId":"r","TotalCount":7,"DomainRecords":{"Record":[]}})");
  });
  const auto state = make()->read({kZone, {kHome}}, service.call());
  ASSERT_TRUE(state);
  EXPECT_THAT(service.requests(), SizeIs(1));
}

TEST(Aliyun, refuses_a_list_that_is_none) {
  FakeService service([](const http::Request&) { return answer(200, R"({"RequestId":"r","DomainRecords":null})"); });
  const auto state = make()->read({kZone, {kHome}}, service.call());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::malformed);
}

TEST(Aliyun, tells_of_a_record_it_cannot_read_instead_of_doubling_it) {
  FakeService service([](const http::Request&) {
    return answer(200, R"({"RequestId":"r","TotalCount":1,"DomainRecords":{"Record":[
        {"RecordId":"1","RR":"home","Type":"A","Value":"?","Line":"default","Status":"ENABLE"}]}})");
  });
  const auto state = make()->read({kZone, {kHome}}, service.call());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::malformed);
}

TEST(Aliyun, refuses_an_operation_of_another_grain) {
  FakeService service([](const http::Request&) { return answer(500, ""); });
  const plan::Unit unit{.zone = kZone, .operations = {plan::UpdateHost{.name = kHome.name}}};
  EXPECT_EQ(make()->apply(unit, service.call()).at(0).error().reason, Reason::internal);
}

TEST(Aliyun, says_what_it_did_when_the_network_fails) {
  FakeService service([](const http::Request& request) -> Result<http::Response> {
    return fail(Reason::timeout, "no answer", request.may_write() ? Effect::unknown : Effect::none);
  });
  const auto write = make()->apply(create_one(), service.call()).at(0);
  EXPECT_THAT(write.error().message, StartsWith("creating home.example.com A: "));
  EXPECT_EQ(write.error().effect, Effect::unknown);
  EXPECT_EQ(make()->read({kZone, {kHome}}, service.call()).error().effect, Effect::none) << "reading changes nothing";
}

}  // namespace
}  // namespace ddns::providers
