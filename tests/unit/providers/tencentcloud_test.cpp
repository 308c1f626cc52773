#include "ddns/providers/tencentcloud.h"

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
using testing::IsEmpty;
using testing::SizeIs;

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }
IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

std::unique_ptr<provider::Provider> make(const std::string& token = {}, const std::string& region = {}) {
  schema::Values values;
  values.put("secret_id", std::string("AKIDtest"));
  values.put("secret_key", Secret("the-secret-nobody-may-see"));
  values.put("endpoint", std::string("https://dnspod.tencentcloudapi.com/"));
  if (!token.empty()) values.put("token", Secret(token));
  if (!region.empty()) values.put("region", region);
  return tencentcloud_spec().make(values).value();
}

const plan::ZoneRef kZone{name("example.com")};
const RecordKey kHome{name("home.example.com"), RecordType::a};

plan::Unit unit(plan::Operation operation) { return {.zone = kZone, .operations = {std::move(operation)}}; }
plan::Unit create_one() { return unit(plan::CreateRecord{kHome, ip("192.0.2.1")}); }

std::string refusal(std::string_view code) {
  return cat(R"({"Response":{"RequestId":"r","Error":{"Code":")", code, R"(","Message":"words of the service"}}})");
}
http::Response created() { return answer(200, R"({"Response":{"RequestId":"r","RecordId":1}})"); }

struct CodeCase {
  const char* code;
  Reason reason;
};
class TencentCode : public testing::TestWithParam<CodeCase> {};

TEST_P(TencentCode, has_its_reason) {
  const auto& [code, reason] = GetParam();
  FakeService service([&code = code](const http::Request&) { return answer(200, refusal(code)); });
  const auto outcome = make()->apply(create_one(), service.call());
  ASSERT_THAT(outcome, SizeIs(1));
  ASSERT_FALSE(outcome[0]);
  const auto& error = outcome[0].error();
  EXPECT_EQ(error.reason, reason) << error.message;
  EXPECT_EQ(error.service_code, code);
  EXPECT_EQ(error.effect, reason == Reason::http_5xx ? Effect::unknown : Effect::none);
  EXPECT_THAT(error.message, HasSubstr("home.example.com A"));
  EXPECT_THAT(error.message, HasSubstr("words of the service"));
  EXPECT_EQ(error.retry_after.has_value(), reason == Reason::rate_limited);
}

INSTANTIATE_TEST_SUITE_P(
    documented, TencentCode,
    testing::Values(
        CodeCase{"AuthFailure", Reason::auth}, CodeCase{"AuthFailure.SecretIdNotFound", Reason::auth},
        CodeCase{"AuthFailure.SignatureFailure", Reason::auth}, CodeCase{"AuthFailure.TokenFailure", Reason::auth},
        CodeCase{"AuthFailure.MFAFailure", Reason::auth}, CodeCase{"AuthFailure.UnauthorizedOperation", Reason::auth},
        CodeCase{"UnauthorizedOperation", Reason::auth}, CodeCase{"FailedOperation.NotDomainOwner", Reason::auth},
        CodeCase{"OperationDenied.NoPermissionToOperateDomain", Reason::auth},
        CodeCase{"FailedOperation.LoginAreaNotAllowed", Reason::auth},
        CodeCase{"InvalidParameter.RequestIpLimited", Reason::auth},
        CodeCase{"InvalidParameter.AccountIsBanned", Reason::auth},
        CodeCase{"InvalidParameter.LoginTokenIdError", Reason::auth},
        CodeCase{"AuthFailure.SignatureExpire", Reason::clock},
        CodeCase{"InvalidParameterValue.DomainNotExists", Reason::not_found},
        CodeCase{"InvalidParameter.DomainInvalid", Reason::not_found},
        CodeCase{"InvalidParameter.DomainIdInvalid", Reason::not_found},
        CodeCase{"InvalidParameter.DomainIsAliaser", Reason::rejected},
        CodeCase{"FailedOperation.DomainIsSpam", Reason::rejected},
        CodeCase{"InvalidParameter.RecordIdInvalid", Reason::not_found},
        CodeCase{"InvalidParameter.RecordLineInvalid", Reason::rejected},
        CodeCase{"InvalidParameter.RecordValueInvalid", Reason::rejected},
        CodeCase{"InvalidParameter.SubdomainInvalid", Reason::rejected},
        CodeCase{"LimitExceeded.RecordTtlLimit", Reason::rejected},
        CodeCase{"LimitExceeded.SubdomainRollLimit", Reason::quota},
        CodeCase{"FailedOperation.MustAddDefaultLineFirst", Reason::rejected},
        CodeCase{"OperationDenied.IPInBlacklistNotAllowed", Reason::rejected},
        CodeCase{"MissingParameter", Reason::rejected}, CodeCase{"RequestLimitExceeded", Reason::rate_limited},
        CodeCase{"RequestLimitExceeded.UinLimitExceeded", Reason::rate_limited},
        CodeCase{"FailedOperation.FrequencyLimit", Reason::rate_limited},
        CodeCase{"InternalError.DBError", Reason::http_5xx}, CodeCase{"FailedOperation", Reason::http_5xx},
        CodeCase{"FailedOperation.UnknowError", Reason::http_5xx},
        CodeCase{"InvalidParameter.OperateFailed", Reason::http_5xx}, CodeCase{"Something.New", Reason::rejected}),
    [](const auto& made) { return replace_all(made.param.code, ".", "_"); });

TEST(TencentCloud, sends_token_and_region_when_there_are_any) {
  FakeService service([](const http::Request&) { return created(); });
  ASSERT_TRUE(make("sts-token", "ap-guangzhou")->apply(create_one(), service.call()).at(0));
  ASSERT_TRUE(make()->apply(create_one(), service.call()).at(0));
  EXPECT_EQ(service.requests()[0].headers.get("X-TC-Token"), "sts-token");
  EXPECT_EQ(service.requests()[0].headers.get("X-TC-Region"), "ap-guangzhou");
  EXPECT_EQ(service.requests()[1].headers.get("X-TC-Token"), std::nullopt);
  EXPECT_EQ(service.requests()[1].headers.get("X-TC-Region"), std::nullopt);
}

TEST(TencentCloud, refuses_a_weight_that_is_none_before_it_asks) {
  FakeService service([](const http::Request&) { return created(); });
  for (const auto* weight : {"101", "-1", "heavy", ""}) {
    const auto outcome = make()->apply(
        unit(plan::CreateRecord{kHome, ip("192.0.2.1"), {.extra = {{"Weight", weight}}}}), service.call());
    ASSERT_FALSE(outcome.at(0)) << weight;
    EXPECT_EQ(outcome[0].error().reason, Reason::config);
    EXPECT_THAT(outcome[0].error().message, HasSubstr("home.example.com A"));
  }
  EXPECT_THAT(service.requests(), IsEmpty());
}

TEST(TencentCloud, keeps_ids_that_no_double_can_hold) {
  FakeService service([](const http::Request& request) {
    return request.headers.get("X-TC-Action") == "ModifyRecord"
               ? answer(200, R"({"Response":{"RequestId":"r","RecordId":812345678901234567}})")
               : answer(200, R"({"Response":{"RequestId":"r","RecordCountInfo":{"TotalCount":1},"RecordList":[
                     {"RecordId":812345678901234567,"Name":"home","Type":"A","Value":"192.0.2.1","LineId":"0",
                      "Line":"默认","Status":"ENABLE","TTL":600}]}})");
  });
  const auto state = make()->read({kZone, {kHome}}, service.call());
  ASSERT_TRUE(state);
  ASSERT_THAT(state->records, SizeIs(1));
  EXPECT_EQ(state->records[0].id, "812345678901234567");
  const auto outcome = make()->apply(unit(plan::UpdateRecord{state->records[0], ip("192.0.2.2")}), service.call());
  EXPECT_EQ(outcome.at(0).value().id, "812345678901234567");
  EXPECT_THAT(service.requests().back().body, HasSubstr("\"RecordId\":812345678901234567,"));
}

TEST(TencentCloud, ends_reading_when_a_page_is_empty_whatever_the_count_says) {
  FakeService service([](const http::Request&) {
    return answer(200, R"({"Response":{"RequestId":"r","RecordCountInfo":{"TotalCount":7},"RecordList":[]}})");
  });
  ASSERT_TRUE(make()->read({kZone, {kHome}}, service.call()));
  EXPECT_THAT(service.requests(), SizeIs(1));
}

TEST(TencentCloud, refuses_an_operation_of_another_grain_and_an_id_of_another_service) {
  FakeService service([](const http::Request&) { return created(); });
  const plan::RemoteRecord foreign{.key = kHome, .address = ip("192.0.2.1"), .id = "abc"};
  for (const plan::Operation& operation :
       {plan::Operation{plan::UpdateHost{.name = kHome.name}}, plan::Operation{plan::DeleteRecord{foreign}},
        plan::Operation{plan::UpdateRecord{foreign, ip("192.0.2.2")}}}) {
    EXPECT_EQ(make()->apply(unit(operation), service.call()).at(0).error().reason, Reason::internal);
  }
  EXPECT_THAT(service.requests(), IsEmpty());
}

}  // namespace
}  // namespace ddns::providers
