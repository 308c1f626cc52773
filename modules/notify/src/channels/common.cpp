#include "common.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/http/status.h"

namespace ddns::notify {
namespace {

constexpr std::string_view kDoing = "sending a notification";
/// A service's own words in our log: enough to understand, too little to flood.
constexpr std::size_t kMostWords = 200;

}  // namespace

schema::Field endpoint_field(std::string default_url) {
  return {.key = "endpoint",
          .kind = schema::Kind::url,
          .label = "Base URL",
          .help = "Another address for the service: a private gateway, a server of your own.",
          .required = default_url.empty(),
          .default_text = std::move(default_url)};
}

schema::Field secret_field(std::string key, std::string label, std::string help, bool required) {
  return {.key = std::move(key),
          .kind = schema::Kind::secret,
          .label = std::move(label),
          .help = std::move(help),
          .required = required};
}

Result<http::Url> endpoint(const schema::Values& values, std::string_view path) {
  auto base = http::Url::parse(values.text("endpoint"));
  if (!base) return fail(Reason::config, cat("`endpoint`: ", base.error().message));
  return base->with_path(path);
}

std::string_view token_of(const Secret& secret, std::string_view marker) {
  const auto text = trim(secret.reveal());
  const auto at = text.rfind(marker);
  return at == std::string_view::npos ? text : text.substr(at + marker.size());
}

std::optional<std::string> check_token(std::string_view text) {
  const auto bad = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?=&%+");
  if (bad == std::string_view::npos) return std::nullopt;
  return "it holds a character that no such token has; was it copied whole, without spaces?";
}

http::Request post_json(http::Url url, std::string body) {
  return {.method = "POST",
          .url = std::move(url),
          .headers = {{"Content-Type", "application/json; charset=utf-8"}},
          .body = std::move(body)};
}

tl::unexpected<Error> refused(const http::Request& request, const http::Response& response, WallTime now) {
  return fail(http::status_error(kDoing, request, response, now));
}

Result<Ack> judge_code(const http::Request& request, const http::Response& response, WallTime now,
                       std::string_view code_pointer, std::string_view message_pointer, std::int64_t good,
                       std::span<const CodeMeaning> meanings) {
  const auto body = http::Json::parse(response.body);
  const auto code = body ? body->at(code_pointer).as_integer() : std::nullopt;
  if (!code) {
    if (!response.ok()) return refused(request, response, now);
    return fail(Reason::malformed,
                cat(kDoing, ": ", request.url.origin(), " answered without saying whether it took it"));
  }
  if (*code == good && response.ok()) return Ack{};
  if (*code == good) return refused(request, response, now);
  const auto known = std::find_if(meanings.begin(), meanings.end(), [&](const auto& m) { return m.code == *code; });
  // A status that says more than the code does: 429 and 5xx with a code nobody documented.
  const bool status_knows = !response.ok() && known == meanings.end();
  Error error{.reason = status_knows              ? http::reason_for_status(response.status)
                        : known == meanings.end() ? Reason::rejected
                                                  : known->reason,
              .message = cat(kDoing, ": ", request.url.origin(), " refused it with code ", *code),
              .service_code = std::to_string(*code)};
  const auto words = to_valid_utf8(body->string(message_pointer));
  if (!words.empty()) error.message += cat(": ", shorten(words, kMostWords));
  if (error.reason == Reason::rate_limited) error.retry_after = http::retry_after(response.headers, now);
  return fail(std::move(error));
}

}  // namespace ddns::notify
