#include "cloudflare/api.h"

#include <array>

#include "ddns/core/text.h"
#include "ddns/http/authorization.h"
#include "ddns/http/status.h"
#include "shared/codes.h"
#include "shared/says.h"
#include "shared/send.h"

namespace ddns::providers::cloudflare {
namespace {

/// How long every call is refused once the rate is exceeded
/// (developers.cloudflare.com/fundamentals/api/reference/limits).
constexpr std::chrono::seconds kBlocked{300};

constexpr std::string_view kToken = "check api_token; it needs the permission Zone > DNS > Edit for this zone";
constexpr std::string_view kZone = "the zone id is unknown there; check zone_id, or leave it out";
constexpr std::string_view kCname = "a CNAME and an address cannot stand at one name; remove one of them";

/// 7000, 7003, 9103, 9009 and the texts of 81053 and 81054 were seen in one place only (unconfirmed).
constexpr std::array kCodes{
    CodeRow{"6003", Reason::auth, kToken},
    CodeRow{"6103", Reason::auth, kToken},
    CodeRow{"6111", Reason::auth, "api_token is not a well-formed token; copy it again"},
    CodeRow{"9103", Reason::auth, kToken},
    CodeRow{"9106", Reason::auth, kToken},
    CodeRow{"9109", Reason::auth, kToken},
    CodeRow{"10000", Reason::auth, kToken},
    CodeRow{"7000", Reason::not_found, kZone},
    CodeRow{"7003", Reason::not_found, kZone},
    CodeRow{"81044", Reason::not_found, "the record is gone; it will be read again"},
    CodeRow{"81057", Reason::conflict, "the record exists already; it will be read again"},
    CodeRow{"81058", Reason::conflict, "an identical record exists already; it will be read again"},
    CodeRow{"81053", Reason::conflict, kCname},
    CodeRow{"81054", Reason::conflict, kCname},
    CodeRow{"9000", Reason::rejected, "the name is refused"},
    CodeRow{"9005", Reason::rejected, "the address is refused"},
    CodeRow{"9009", Reason::rejected, "the content is refused"},
    CodeRow{"9015", Reason::rejected, "the content is too long"},
    CodeRow{"9021", Reason::rejected, "the TTL is out of range; use 1 (automatic) or 60 to 86400"},
    CodeRow{"9041", Reason::rejected, "this record cannot be proxied; set proxied to false"},
    CodeRow{"83011", Reason::rejected, "the records of this name are too long together"},
};

/// The error that decides: of the first one and its chain the innermost that is known. Code 1004 ("DNS validation
/// error") and 6003 only wrap the cause.
http::Json deciding(const http::Json& envelope) {
  auto first = envelope.at("/errors/0");
  for (const auto& inner : first.items("/error_chain")) {
    if (find_code(kCodes, inner.text("/code")) != nullptr) return inner;
  }
  return first;
}

Error explain(const std::string& doing, const http::Json& envelope, const http::Request& request,
              const http::Response& response, WallTime now) {
  Error error = http::status_error(doing, request, response, now);
  const auto decisive = deciding(envelope);
  const auto code = decisive.text("/code");
  if (code.empty() || code == "0") return error;
  const auto* row = find_code(kCodes, code);
  error.service_code = truncate_utf8(to_valid_utf8(code), 64);
  error.message = cat(doing, ": Cloudflare answered ", response.status, ", code ", error.service_code, ' ',
                      says(decisive.string("/message")), row == nullptr ? "" : "; ", row == nullptr ? "" : row->advice);
  // A refusal in a 200 has nothing to say by its status.
  if (row != nullptr) error.reason = row->reason;
  if (row == nullptr && response.ok()) error.reason = Reason::rejected;
  return error;
}

}  // namespace

Result<http::Json> Api::send(const Ask& ask, const Call& call) const {
  http::Request request{.method = ask.method, .url = endpoint_.with_path(ask.path).with_query(ask.query.to_string())};
  request.headers.add("Authorization", http::bearer_auth(token_));
  request.headers.add("Accept", "application/json");
  if (!ask.body.empty()) {
    request.headers.add("Content-Type", "application/json");
    request.body = ask.body;
  }
  auto response = providers::send(ask.doing, request, call);
  if (!response) return fail(std::move(response).error());
  return judge(ask.doing, request, *response, call.clock.wall());
}

Result<http::Json> judge(const std::string& doing, const http::Request& request, const http::Response& response,
                         WallTime now) {
  auto envelope = http::Json::parse(response.body);
  const auto success = envelope ? envelope->at("/success").as_bool() : std::nullopt;
  if (response.ok() && success == true) return *envelope;
  if (response.ok() && !success) {
    const auto why = envelope ? std::string("the answer has no `success`") : envelope.error().message;
    return fail(Reason::malformed, cat(doing, ": ", why), request.may_write() ? Effect::unknown : Effect::none);
  }
  Error error =
      envelope ? explain(doing, *envelope, request, response, now) : http::status_error(doing, request, response, now);
  if (response.status == 429) {
    error.reason = Reason::rate_limited;
    error.retry_after = http::retry_after(response.headers, now).value_or(kBlocked);
  }
  return fail(std::move(error));
}

}  // namespace ddns::providers::cloudflare
