#include "tencentcloud/api.h"

#include <array>
#include <iterator>

#include "ddns/core/text.h"
#include "ddns/http/status.h"
#include "shared/codes.h"
#include "shared/says.h"

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

Error explain(const Ask& ask, const http::Json& refusal, Error error) {
  const auto code = refusal.string("/Code");
  const auto* row = find_code(kCodes, code);
  if (row != nullptr) error.reason = row->reason;
  if (row == nullptr && error.reason == Reason::malformed) error.reason = Reason::rejected;  // unknown, in a 200
  const bool undecided = error.reason == Reason::http_5xx;
  error.effect = undecided ? Effect::unknown : Effect::none;
  if (!undecided) error.retry_after.reset();
  error.message = cat(ask.doing, ": Tencent Cloud answered ", says(code), ' ', says(refusal.string("/Message")),
                      row == nullptr ? "" : "; ", row == nullptr ? "" : row->advice);
  error.service_code = truncate_utf8(to_valid_utf8(code), 64);
  return error;
}

}  // namespace

Result<http::Json> Api::send(const Ask& ask, const Call& call) const {
  http::Request unsigned_request{.method = "POST", .url = endpoint_, .body = ask.body.to_string()};
  unsigned_request.headers.add("Accept", "application/json");
  unsigned_request.headers.add("X-TC-Language", "en-US");
  const http::sign::TencentCall what{
      .service = std::string(kService), .action = ask.action, .version = std::string(kVersion), .region = region_};
  const auto request = http::sign::sign_tc3(std::move(unsigned_request), what, key_, call.clock.wall());
  if (!request) return fail(request.error());
  auto response = call.http.send(*request, call.limits());
  if (response) return judge(ask, *request, *response, call.clock.wall());
  response.error().message = cat(ask.doing, ": ", response.error().message);
  if (!ask.writes) response.error().effect = Effect::none;
  return fail(std::move(response).error());
}

Result<std::vector<http::Json>> Api::all_pages(const Ask& ask, const List& list, const Call& call) const {
  std::vector<http::Json> all;
  for (;;) {
    Ask one = ask;
    one.body.set("Offset", all.size()).set("Limit", kPage);
    auto answer = send(one, call);
    if (!answer && answer.error().service_code == list.none) return all;
    if (!answer) return fail(std::move(answer).error());
    if (!answer->at(list.items).is_array()) return fail(Reason::malformed, cat(ask.doing, ": the answer has no list"));
    auto items = answer->items(list.items);
    const bool last = items.empty();
    all.insert(all.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    if (last || static_cast<std::int64_t>(all.size()) >= answer->integer(list.total)) return all;
  }
}

Result<http::Json> judge(const Ask& ask, const http::Request& request, const http::Response& response, WallTime now) {
  const auto answer = http::Json::parse(response.body);
  const auto inside = answer ? answer->at("/Response") : http::Json();
  const auto refusal = inside.at("/Error");
  if (response.ok() && !refusal.exists() && inside.at("/RequestId").exists()) return inside;
  if (response.ok() && !refusal.exists()) {
    const auto why = answer ? std::string("the answer has no Response with a RequestId") : answer.error().message;
    return fail(Reason::malformed, cat(ask.doing, ": ", why), ask.writes ? Effect::unknown : Effect::none);
  }
  Error error = http::status_error(ask.doing, request, response, now);
  if (refusal.exists()) error = explain(ask, refusal, std::move(error));
  if (!ask.writes) error.effect = Effect::none;
  if (error.reason == Reason::rate_limited) {
    error.retry_after = http::retry_after(response.headers, now).value_or(kThrottled);
  }
  return fail(std::move(error));
}

}  // namespace ddns::providers::tencentcloud
