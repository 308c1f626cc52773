#include "common.h"
#include "ddns/core/text.h"

namespace ddns::notify {
namespace {

/// healthchecks.io/docs/http_api: up to 100 kB of the body are kept; this is plenty.
constexpr std::size_t kMostBytes = 10'000;
constexpr const char* kEndpoint = "https://hc-ping.com";

std::string_view suffix(Topic topic) {
  switch (topic) {
    case Topic::cycle_started:
      return "/start";
    case Topic::cycle_failed:
      return "/fail";
    default:
      return "";
  }
}

Result<http::Url> address(const schema::Values& values, std::string_view suffix) {
  const auto& ping = values.secret("ping");
  if (!is_whole_url(ping)) {
    auto token = trim(ping.reveal());
    while (token.ends_with('/')) token.remove_suffix(1);
    return endpoint(values, cat(token, suffix));
  }
  auto url = target(values, "ping", {});
  if (!url) return url;
  while (url->path.ends_with('/')) url->path.pop_back();
  if (url->path.empty()) return fail(Reason::config, "`ping` is a URL without a check: copy it whole");
  url->path += suffix;
  return url;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  auto url = address(values, suffix(letter.message.topic));
  if (!url) return fail(std::move(url).error());
  const auto text = letter.message.text.empty() ? letter.message.title : letter.message.text;
  return http::Request{.method = "POST",
                       .url = *std::move(url),
                       .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                       .body = shorten(text, kMostBytes)};
}

std::optional<std::string> check(const schema::Values& values) {
  if (auto wrong = check_whole_url(values, "ping", {}, kEndpoint)) return wrong;
  const auto url = address(values, {});
  return url ? std::nullopt : std::optional(url.error().message);
}

/// 200 "OK". An unknown check is "OK (not found)" on older servers, "rate limited" likewise: both are failures.
Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  if (!response.ok()) return refused(request, response, now);
  const auto body = trim(response.body);
  if (body.find("not found") != std::string_view::npos) {
    return fail(Reason::not_found, cat("heartbeat: ", request.url.origin(), " knows no such check; see `ping`"));
  }
  if (body.find("rate limited") != std::string_view::npos) {
    return fail(Reason::rate_limited,
                cat("heartbeat: ", request.url.origin(), " asks to ping less often; see `every`"));
  }
  return Ack{};
}

}  // namespace

ChannelSpec heartbeat_spec() {
  auto ping = secret_field("ping", "Check", "UUID of the check, `ping-key/slug`, or the whole ping URL.");
  ping.check = check_token;
  return {.id = "heartbeat",
          .name = "Heartbeat (healthchecks.io and alike)",
          .homepage = "https://healthchecks.io/docs/http_api/",
          .notes =
              "Pinged when a detection round ends: as success when every needed address is known and nothing that "
              "this channel would tell about is failing, else as failure. When the pings stop, the service tells "
              "you: that is the one alarm a dead machine can still give.",
          .settings = {{ping,
                        {.key = "every",
                         .kind = schema::Kind::duration,
                         .label = "At most every",
                         .help = "Pings that say the same are not sent more often.",
                         .default_text = "1m",
                         .min = 1000,
                         .max = 86'400'000},
                        {.key = "send_start",
                         .kind = schema::Kind::boolean,
                         .label = "Start too",
                         .help = "Also ping when a round begins, so that the service can measure it.",
                         .default_text = "false"},
                        endpoint_field(kEndpoint)}},
          .limits = {.bytes = kMostBytes, .counted = "the body", .merges = false, .pulse = true},
          .check = check,
          .secrets = [](const auto& values) { return token_secrets(values, "ping", {}); },
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
