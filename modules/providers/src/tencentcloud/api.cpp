#include "tencentcloud/api.h"

#include <array>

#include "ddns/core/text.h"
#include "ddns/http/status.h"
#include "shared/codes.h"
#include "shared/refusal.h"
#include "shared/send.h"

namespace ddns::providers::tencentcloud {
namespace {

using std::chrono::seconds;

constexpr std::string_view kService = "dnspod";
constexpr std::string_view kVersion = "2021-03-23";
constexpr std::size_t kPage = 3000;
/// Quotas are counted per second and call.
constexpr seconds kThrottled{1};

constexpr std::string_view kKey = "check secret_id and secret_key, and that the key is enabled";
constexpr std::string_view kRights =
    "give the CAM user the right QcloudDNSPodFullAccess, and check that the zone is its";
constexpr std::string_view kAccount = "the account must be put in order in the Tencent Cloud console";
constexpr std::string_view kZone = "this account has no such zone; check the name, and that the key is of this account";
constexpr std::string_view kZoneState = "the zone is locked, blocked or an alias; see the DNSPod console";
constexpr std::string_view kPlan = "the zone's plan does not allow this; see the DNSPod console";
constexpr std::string_view kTrouble = "the service has trouble, it will be tried again";

constexpr std::array kCodes{
    CodeRow{"AuthFailure.SignatureExpire", Reason::clock, "set this machine's clock; 5 minutes may differ"},
    CodeRow{"AuthFailure.TokenFailure", Reason::auth, "the temporary credentials are used up; renew token"},
    CodeRow{"AuthFailure.UnauthorizedOperation", Reason::auth, kRights},
    CodeRow{"AuthFailure*", Reason::auth, kKey},
    CodeRow{"UnauthorizedOperation*", Reason::auth, kRights},
    CodeRow{"OperationDenied.NoPermissionToOperateDomain", Reason::auth, kRights},
    CodeRow{"OperationDenied.DomainOwnerAllowedOnly", Reason::auth, kRights},
    CodeRow{"OperationDenied.AccessDenied", Reason::auth, kRights},
    CodeRow{"FailedOperation.NotDomainOwner", Reason::auth, kRights},
    CodeRow{"FailedOperation.LoginFailed", Reason::auth, kKey},
    CodeRow{"FailedOperation.LoginAreaNotAllowed", Reason::auth, "the account allows no logins from this place"},
    CodeRow{"FailedOperation.NotRealNamedUser", Reason::auth, kAccount},
    CodeRow{"InvalidParameter.RequestIpLimited", Reason::auth, "the key allows no calls from this address"},
    CodeRow{"InvalidParameter.AccountIsBanned", Reason::auth, kAccount},
    CodeRow{"InvalidParameter.UnrealNameUser", Reason::auth, kAccount},
    CodeRow{"InvalidParameter.LoginToken*", Reason::auth, kKey},
    CodeRow{"InvalidParameterValue.DomainNotExists", Reason::not_found, kZone},
    CodeRow{"InvalidParameter.DomainInvalid", Reason::not_found, kZone},
    CodeRow{"InvalidParameter.DomainIdInvalid", Reason::not_found, kZone},
    CodeRow{"InvalidParameter.DomainIsAliaser", Reason::rejected, kZoneState},
    CodeRow{"InvalidParameter.DomainNotAllowedModifyRecords", Reason::rejected, kZoneState},
    CodeRow{"FailedOperation.DomainIs*", Reason::rejected, kZoneState},
    CodeRow{kGone, Reason::not_found, "the record is gone; it will be read again"},
    CodeRow{"ResourceNotFound*", Reason::not_found, "it will be read again"},
    CodeRow{kDuplicate, Reason::conflict, "another record holds this address already; it will be read again"},
    CodeRow{"InvalidParameter.RecordLineInvalid", Reason::rejected, "the zone has no such line; check `line`"},
    CodeRow{"InvalidParameter.RecordValue*", Reason::rejected, "the address is refused"},
    CodeRow{"InvalidParameter.SubdomainInvalid", Reason::rejected, "the name is refused"},
    CodeRow{"LimitExceeded.RecordTtlLimit", Reason::rejected, "the zone's plan wants a larger TTL; 600 always works"},
    CodeRow{"LimitExceeded*", Reason::quota, kPlan},
    CodeRow{"FailedOperation.MustAddDefaultLineFirst", Reason::rejected, "make a record on the default line first"},
    CodeRow{"OperationDenied.IPInBlacklistNotAllowed", Reason::rejected, "DNSPod refuses to publish this address"},
    CodeRow{"InvalidParameter.OperateFailed", Reason::http_5xx, kTrouble},
    CodeRow{"InvalidParameter*", Reason::rejected, "check name, line and TTL of the record"},
    CodeRow{"MissingParameter*", Reason::rejected, "check name, line and TTL of the record"},
    CodeRow{"RequestLimitExceeded*", Reason::rate_limited, "the service asks to slow down"},
    CodeRow{"FailedOperation.FrequencyLimit", Reason::rate_limited, "the service asks to slow down"},
    CodeRow{"InternalError*", Reason::http_5xx, kTrouble},
    CodeRow{"FailedOperation", Reason::http_5xx, kTrouble},
    CodeRow{"FailedOperation.UnknowError", Reason::http_5xx, kTrouble},
};

Refusal refusal_of(const http::Json& refusal) {
  const auto code = refusal.string("/Code");
  return {.service = "Tencent Cloud",
          .code = code,
          .words = refusal.string("/Message"),
          .meaning = find_code(kCodes, code)};
}

}  // namespace

Result<http::Json> Api::send(const Ask& ask, const Call& call) const {
  http::Request unsigned_request{
      .method = "POST", .url = endpoint_, .body = ask.body.to_string(), .writes = ask.writes};
  unsigned_request.headers.add("Accept", "application/json");
  unsigned_request.headers.add("X-TC-Language", "en-US");
  const http::sign::TencentCall what{
      .service = std::string(kService), .action = ask.action, .version = std::string(kVersion), .region = region_};
  const auto request = http::sign::sign_tc3(std::move(unsigned_request), what, key_, call.clock.wall());
  if (!request) return fail(request.error());
  auto response = providers::send(ask.doing, *request, call);
  if (!response) return fail(std::move(response).error());
  return judge(ask.doing, *request, *response, call.clock.wall());
}

Result<std::vector<http::Json>> Api::all_pages(const Ask& ask, const Listing& list, const Call& call) const {
  return providers::all_pages(ask.doing, list, [&](PageAt at) {
    Ask one = ask;
    one.body.set("Offset", at.offset).set("Limit", kPage);
    return send(one, call);
  });
}

Result<http::Json> judge(const std::string& doing, const http::Request& request, const http::Response& response,
                         WallTime now) {
  const auto answer = http::Json::parse(response.body);
  const auto inside = answer ? answer->at("/Response") : http::Json();
  const auto refusal = inside.at("/Error");
  if (response.ok() && !refusal.exists() && inside.at("/RequestId").exists()) return inside;
  if (response.ok() && !refusal.exists()) {
    const auto why = answer ? std::string("the answer has no Response with a RequestId") : answer.error().message;
    return fail(Reason::malformed, cat(doing, ": ", why), request.may_write() ? Effect::unknown : Effect::none);
  }
  Error error = http::status_error(doing, request, response, now);
  if (refusal.exists()) error = explain(doing, refusal_of(refusal), request, std::move(error));
  if (error.reason == Reason::rate_limited) {
    error.retry_after = http::retry_after(response.headers, now).value_or(kThrottled);
  }
  return fail(std::move(error));
}

}  // namespace ddns::providers::tencentcloud
