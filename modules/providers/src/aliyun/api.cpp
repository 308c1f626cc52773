#include "aliyun/api.h"

#include <algorithm>
#include <array>

#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/status.h"
#include "shared/codes.h"
#include "shared/pages.h"
#include "shared/refusal.h"
#include "shared/send.h"

namespace ddns::providers::aliyun {
namespace {

using std::chrono::seconds;

constexpr std::string_view kVersion = "2015-01-09";
/// Quotas are counted per second (the quota page of Alidns).
constexpr seconds kThrottled{1};

constexpr std::string_view kKey = "check access_key_id and access_key_secret, and that the key is enabled";
constexpr std::string_view kRights = "give the RAM user the right AliyunDNSFullAccess, or the alidns actions it needs";
constexpr std::string_view kClock = "set this machine's clock; 15 minutes of difference are allowed";
constexpr std::string_view kZone = "this account has no such zone; check the name, and that the key is of this account";
constexpr std::string_view kGone = "the record is gone; it will be read again";
constexpr std::string_view kQuota = "the zone's plan allows no more records";
constexpr std::string_view kTrouble = "the service has trouble, it will be tried again";

constexpr std::array kCodes{
    CodeRow{"InvalidAccessKeyId*", Reason::auth, kKey},
    CodeRow{"SignatureDoesNotMatch", Reason::auth, "check access_key_secret"},
    CodeRow{"IncompleteSignature", Reason::auth, kKey},
    CodeRow{"InvalidSecurityToken*", Reason::auth, "the temporary credentials are used up; renew security_token"},
    CodeRow{"Forbidden.RiskControl", Reason::auth, "Alibaba Cloud has put this account under risk control"},
    CodeRow{"Forbidden.UserVerification", Reason::auth, "verify the account's owner in the console"},
    CodeRow{"Forbidden*", Reason::auth, kRights},
    CodeRow{"NoPermission", Reason::auth, kRights},
    CodeRow{"ActionUnauthorized", Reason::auth, kRights},
    CodeRow{"InvalidTimeStamp*", Reason::clock, kClock},
    CodeRow{"IllegalTimestamp", Reason::clock, kClock},
    CodeRow{"IncorrectDomainUser", Reason::not_found, kZone},
    CodeRow{kNoSuchZone, Reason::not_found, kZone},
    CodeRow{"DomainRecordNotBelongToUser", Reason::not_found, kGone},
    CodeRow{"InvalidRR.NoExist", Reason::not_found, kGone},
    CodeRow{kDuplicate, Reason::conflict, "another record holds this address already; it will be read again"},
    CodeRow{"DomainRecordConflict", Reason::conflict, "another record, such as a CNAME, is in the way; remove it"},
    CodeRow{"LastOperationNotFinished", Reason::conflict, "the zone is busy with another change"},
    CodeRow{"DomainForbidden", Reason::rejected, "Alibaba Cloud has forbidden this zone; see its console"},
    CodeRow{"DomainRecordLocked", Reason::rejected, "the record is locked; unlock it in the console"},
    CodeRow{"QuotaExceeded.TTL", Reason::rejected, "the zone's plan wants a larger TTL; 600 is allowed everywhere"},
    CodeRow{"QuotaExceeded*", Reason::quota, kQuota},
    CodeRow{"SubDomainInvalid.Value", Reason::rejected, "the name or address is refused"},
    CodeRow{"RecordForbidden.BlackHole", Reason::rejected, "Alibaba Cloud refuses to publish this address"},
    CodeRow{"InvalidParameter*", Reason::rejected, "check name, line and TTL of the record"},
    CodeRow{"MissingParameter*", Reason::rejected, "check name, line and TTL of the record"},
    CodeRow{"InvalidAction", Reason::rejected, "check the endpoint setting"},
    CodeRow{"NoSuchVersion", Reason::rejected, "check the endpoint setting"},
    CodeRow{"ServiceUnavailable*", Reason::http_5xx, kTrouble},
    CodeRow{"InternalError*", Reason::http_5xx, kTrouble},
    CodeRow{"UnKnownError", Reason::http_5xx, kTrouble},
    CodeRow{"SignatureNonceUsed", Reason::http_5xx, "the request arrived twice; look for a proxy that repeats it"},
};

bool is_throttling(std::string_view code) { return code.find("Throttling") != std::string_view::npos; }

/// A refused signature is explained by the text that was signed, and the token of temporary keys stands in it.
bool may_be_shown(std::string_view code, std::string_view message) {
  return code.find("Signature") == std::string_view::npos &&
         to_lower(message).find("string to sign") == std::string::npos;
}

/// x-acs-retry-after is what the vendor's libraries read, in milliseconds (the unit is unconfirmed).
seconds wait_of(const http::Response& response, WallTime now) {
  if (const auto standard = http::retry_after(response.headers, now)) return *standard;
  const auto field = response.headers.get("x-acs-retry-after");
  const auto count = field ? to_number<std::uint32_t>(trim(*field)) : std::nullopt;
  if (!count) return kThrottled;
  return std::max(kThrottled, std::chrono::ceil<seconds>(std::chrono::milliseconds{*count}));
}

Refusal refusal_of(const http::Json& answer) {
  const auto code = answer.string("/Code");
  const auto words = answer.string("/Message");
  return {.service = "Alibaba Cloud",
          .code = code,
          .words = may_be_shown(code, words) ? words : std::string(),
          .meaning = find_code(kCodes, code),
          .reason = is_throttling(code) ? std::optional(Reason::rate_limited) : std::nullopt};
}

}  // namespace

Result<http::Request> Api::signed_request(const Ask& ask, const Call& call) const {
  std::array<std::uint8_t, 16> nonce{};
  call.random.fill(nonce);
  const http::sign::AliyunMoment moment{.time = call.clock.wall(), .nonce = crypto::to_hex(nonce)};
  http::Request request{.method = "POST", .url = endpoint_, .writes = ask.writes};
  request.headers.add("Accept", "application/json");
  if (signature_ == Signature::acs3) {
    request.url.query = ask.query.to_string();
    return http::sign::sign_acs3(std::move(request), ask.action, kVersion, key_, moment);
  }
  auto query = ask.query;
  query.add("Action", ask.action).add("Version", std::string(kVersion)).add("Format", "JSON");
  request.url.query = query.to_string();
  return http::sign::sign_aliyun_rpc(std::move(request), key_, moment);
}

Result<http::Json> Api::send(const Ask& ask, const Call& call) const {
  const auto request = signed_request(ask, call);
  if (!request) return fail(request.error());
  auto response = providers::send(ask.doing, *request, call);
  if (!response) return fail(std::move(response).error());
  return judge(ask.doing, *request, *response, call.clock.wall());
}

Result<std::vector<http::Json>> Api::all_pages(const Ask& ask, std::string_view list, std::size_t page_size,
                                               const Call& call) const {
  return providers::all_pages(ask.doing, {.items = list, .total = "/TotalCount"}, [&](PageAt at) {
    Ask one = ask;
    one.query.add("PageNumber", std::to_string(at.number)).add("PageSize", std::to_string(page_size));
    return send(one, call);
  });
}

Result<http::Json> judge(const std::string& doing, const http::Request& request, const http::Response& response,
                         WallTime now) {
  const auto answer = http::Json::parse(response.body);
  const bool refused = answer && !answer->string("/Code").empty();
  if (response.ok() && !refused && answer && answer->at("/RequestId").exists()) return *answer;
  if (response.ok() && !refused) {
    const auto why = answer ? std::string("the answer has no RequestId") : answer.error().message;
    return fail(Reason::malformed, cat(doing, ": ", why), request.may_write() ? Effect::unknown : Effect::none);
  }
  Error error = http::status_error(doing, request, response, now);
  if (refused) error = explain(doing, refusal_of(*answer), request, std::move(error));
  if (error.reason == Reason::rate_limited) error.retry_after = wait_of(response, now);
  return fail(std::move(error));
}

}  // namespace ddns::providers::aliyun
