#include "common.h"

#include <algorithm>
#include <cmath>

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
  const bool required = default_url.empty();
  return {.key = "endpoint",
          .kind = schema::Kind::url,
          .label = "Base URL",
          .help = "Another address for the service: a private gateway, a server of your own.",
          .required = required,
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
  if (marker.empty() || at == std::string_view::npos) return text;
  const auto token = text.substr(at + marker.size());
  return token.substr(0, token.find('&'));
}

bool is_whole_url(const Secret& secret) {
  const auto text = trim(secret.reveal());
  return iequals(text.substr(0, 8), "https://") || iequals(text.substr(0, 7), "http://");
}

Result<http::Url> target(const schema::Values& values, std::string_view key, std::string_view path) {
  const auto& secret = values.secret(key);
  if (!is_whole_url(secret)) return endpoint(values, path);
  auto url = http::Url::parse(trim(secret.reveal()));
  if (!url) return fail(Reason::config, cat('`', key, "`: ", url.error().message));
  return url;
}

std::optional<std::string> check_whole_url(const schema::Values& values, std::string_view key, std::string_view marker,
                                           std::string_view default_endpoint) {
  const auto& secret = values.secret(key);
  if (!is_whole_url(secret)) return std::nullopt;
  const auto url = target(values, key, {});
  if (!url) return url.error().message;
  if (!marker.empty() && secret.reveal().find(marker) == std::string_view::npos) {
    return cat('`', key, "` is a URL without `", marker, "`: copy it whole");
  }
  const auto& base = values.text("endpoint");
  const auto endpoint = http::Url::parse(base);
  if (base == default_endpoint || !endpoint || endpoint->origin() == url->origin()) return std::nullopt;
  return cat('`', key, "` is a URL of ", url->origin(), ", but `endpoint` says ", endpoint->origin(),
             ": leave `endpoint` out, or give the token alone");
}

std::vector<Secret> token_secrets(const schema::Values& values, std::string_view key, std::string_view marker) {
  const auto token = token_of(values.secret(key), marker);
  std::vector<Secret> out{Secret(std::string(token))};
  if (token.find("://") != std::string_view::npos) {
    // Of another service's URL nothing is known but that its path ends with the token.
    const auto path = token.substr(0, token.find('?'));
    const auto end = path.find_last_not_of('/');
    out.emplace_back(std::string(path.substr(path.rfind('/', end) + 1)));
    return out;
  }
  for (const auto part : split(token, '/')) out.emplace_back(std::string(part));
  if (const auto decoded = http::percent_decode(token)) out.emplace_back(*decoded);
  return out;
}

std::optional<std::string> check_token(std::string_view text) {
  const auto bad = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?=&%+");
  if (bad == std::string_view::npos) return std::nullopt;
  return "it holds a character that no such token has; was it copied whole, without spaces?";
}

std::optional<std::string> check_bare_token(std::string_view text) {
  if (text.find("://") == std::string_view::npos) return check_token(text);
  return "it is a URL; give only the token in it";
}

std::optional<std::chrono::seconds> asked_wait(double seconds) {
  constexpr std::chrono::seconds kLongest = std::chrono::hours{24 * 7};
  if (!(seconds > 0)) return std::nullopt;
  if (seconds >= static_cast<double>(kLongest.count())) return kLongest;
  return std::chrono::seconds{static_cast<std::int64_t>(std::ceil(seconds))};
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
