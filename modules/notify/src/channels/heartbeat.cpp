#include "common.h"
#include "ddns/core/text.h"

namespace ddns::notify {
namespace {

/// healthchecks.io/docs/http_api: up to 100 kB of the body are kept; this is plenty.
constexpr std::size_t kMostBytes = 10'000;

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

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  const auto& ping = values.secret("ping");
  auto token = trim(ping.reveal());
  // A whole URL: only its path counts, the host is the endpoint's.
  if (const auto scheme = token.find("://"); scheme != std::string_view::npos) {
    const auto slash = token.find('/', scheme + 3);
    token = slash == std::string_view::npos ? std::string_view() : token.substr(slash + 1);
  }
  while (token.ends_with('/')) token.remove_suffix(1);
  if (token.empty()) return fail(Reason::config, "`ping` holds no check: give its UUID, or key and slug");
  auto url = endpoint(values, cat(token, suffix(letter.message.topic)));
  if (!url) return fail(std::move(url).error());
  const auto text = letter.message.text.empty() ? letter.message.title : letter.message.text;
  return http::Request{.method = "POST",
                       .url = *std::move(url),
                       .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                       .body = shorten(text, kMostBytes)};
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
                        endpoint_field("https://hc-ping.com")}},
          .limits = {.bytes = kMostBytes, .counted = "the body", .merges = false, .pulse = true},
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
