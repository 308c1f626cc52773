#include "ddns/http/status.h"

#include <algorithm>
#include <array>
#include <limits>

#include "ddns/core/text.h"
#include "ddns/http/http_date.h"

namespace ddns::http {
namespace {

using std::chrono::seconds;

constexpr seconds kLongest = std::chrono::hours{24 * 7};

struct StatusRow {
  int status;
  std::string_view phrase;
  Reason reason;
};

constexpr std::array kRows{
    StatusRow{200, "OK", Reason::malformed},
    StatusRow{201, "Created", Reason::malformed},
    StatusRow{202, "Accepted", Reason::malformed},
    StatusRow{204, "No Content", Reason::malformed},
    StatusRow{301, "Moved Permanently", Reason::malformed},
    StatusRow{302, "Found", Reason::malformed},
    StatusRow{303, "See Other", Reason::malformed},
    StatusRow{304, "Not Modified", Reason::malformed},
    StatusRow{307, "Temporary Redirect", Reason::malformed},
    StatusRow{308, "Permanent Redirect", Reason::malformed},
    StatusRow{400, "Bad Request", Reason::rejected},
    StatusRow{401, "Unauthorized", Reason::auth},
    StatusRow{402, "Payment Required", Reason::quota},
    StatusRow{403, "Forbidden", Reason::auth},
    StatusRow{404, "Not Found", Reason::not_found},
    StatusRow{405, "Method Not Allowed", Reason::http_4xx},
    StatusRow{407, "Proxy Authentication Required", Reason::auth},
    StatusRow{408, "Request Timeout", Reason::timeout},
    StatusRow{409, "Conflict", Reason::conflict},
    StatusRow{410, "Gone", Reason::not_found},
    StatusRow{412, "Precondition Failed", Reason::conflict},
    StatusRow{413, "Content Too Large", Reason::http_4xx},
    StatusRow{415, "Unsupported Media Type", Reason::http_4xx},
    StatusRow{422, "Unprocessable Content", Reason::rejected},
    StatusRow{423, "Locked", Reason::conflict},
    StatusRow{428, "Precondition Required", Reason::conflict},
    StatusRow{429, "Too Many Requests", Reason::rate_limited},
    StatusRow{500, "Internal Server Error", Reason::http_5xx},
    StatusRow{501, "Not Implemented", Reason::http_5xx},
    StatusRow{502, "Bad Gateway", Reason::http_5xx},
    StatusRow{503, "Service Unavailable", Reason::http_5xx},
    StatusRow{504, "Gateway Timeout", Reason::http_5xx},
};

const StatusRow* find_row(int status) noexcept {
  const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const auto& r) { return r.status == status; });
  return row == kRows.end() ? nullptr : row;
}

std::string_view advice(Reason reason, int status) noexcept {
  if (status == 407) return "; check the proxy setting";
  if (status >= 300 && status < 400) return "; the address has moved, check the endpoint setting";
  switch (reason) {
    case Reason::auth:
      return "; check the credentials and what they are allowed to do";
    case Reason::not_found:
      return "; check the zone and the endpoint setting";
    case Reason::quota:
      return "; check the plan of the account";
    case Reason::rate_limited:
      return "; the service asks to slow down";
    case Reason::http_5xx:
      return "; the service has trouble, it will be tried again";
    default:
      return "";
  }
}

bool knows_delay(Reason reason) noexcept {
  const ErrorClass group = error_class(reason);
  return group == ErrorClass::rate_limited || group == ErrorClass::transient;
}

}  // namespace

Reason reason_for_status(int status) noexcept {
  if (const auto* row = find_row(status)) return row->reason;
  if (status >= 400 && status < 500) return Reason::http_4xx;
  if (status >= 500 && status < 600) return Reason::http_5xx;
  return Reason::malformed;
}

Effect effect_for_status(const Request& request, int status) noexcept {
  const bool undecided = status == 408 || status >= 500;
  return undecided && request.may_write() ? Effect::unknown : Effect::none;
}

std::optional<seconds> retry_after(const Headers& headers, WallTime now) {
  const auto field = headers.get("Retry-After");
  if (!field) return std::nullopt;
  const auto text = trim(*field);
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
    const auto count = to_number<std::int64_t>(text);
    return count ? std::min(seconds{*count}, kLongest) : kLongest;
  }
  const auto date = parse_http_date(text, now);
  if (!date) return std::nullopt;
  if (*date <= now) return seconds{0};
  return std::min(std::chrono::ceil<seconds>(*date - now), kLongest);
}

std::string_view status_phrase(int status) noexcept {
  const auto* row = find_row(status);
  return row == nullptr ? std::string_view() : row->phrase;
}

Error status_error(std::string_view doing, const Request& request, const Response& response, WallTime now) {
  Error error;
  error.reason = reason_for_status(response.status);
  error.effect = effect_for_status(request, response.status);
  error.message = cat(doing, ": ", request.url.origin(), " answered ", response.status);
  const auto phrase = status_phrase(response.status);
  if (!phrase.empty()) error.message += cat(" ", phrase);
  error.message += advice(error.reason, response.status);
  if (knows_delay(error.reason)) error.retry_after = retry_after(response.headers, now);
  return error;
}

}  // namespace ddns::http
