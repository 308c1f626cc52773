#include "common.h"
#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// discord.com/developers/docs/resources/webhook#execute-webhook: content has up to 2000 characters. Bytes are never
/// fewer.
constexpr std::size_t kMostBytes = 2000;
constexpr const char* kEndpoint = "https://discord.com";
constexpr std::string_view kMarker = "/webhooks/";

std::string content(const Letter& letter, std::string_view text) {
  const auto title = cat("**", shorten(title_of(letter, escape_discord), 240), "**");
  const auto words = text_of(letter, escape_discord, text);
  return words.empty() ? title : cat(title, "\n", words);
}

bool fits(const schema::Values&, const Letter& letter) {
  return content(letter, letter.message.text).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  auto url = target(values, "webhook", cat("api/webhooks/", token_of(values.secret("webhook"), kMarker)));
  if (!url) return fail(std::move(url).error());
  const auto text = fit(kMostBytes, letter.message.text, [&](std::string_view part) { return content(letter, part); });
  const auto body = http::JsonObject()
                        .set("content", shorten(text, kMostBytes))
                        .set("allowed_mentions", http::JsonObject().set("parse", http::JsonArray()));
  return post_json(*std::move(url), body.to_string());
}

/// 204 without a body; 429 has {"retry_after": seconds with a fraction}.
Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  if (response.ok()) return Ack{};
  auto error = refused(request, response, now).value();
  if (const auto body = http::Json::parse(response.body)) {
    const auto wait = asked_wait(body->at("/retry_after").as_double().value_or(0));
    if (wait && error.reason == Reason::rate_limited) error.retry_after = wait;
    error.service_code = body->text("/code");
  }
  return fail(std::move(error));
}

}  // namespace

ChannelSpec discord_spec() {
  auto webhook = secret_field("webhook", "Webhook", "`id/token` of the channel's webhook, or the whole URL.");
  webhook.check = check_token;
  return {.id = "discord",
          .name = "Discord webhook",
          .homepage = "https://discord.com/developers/docs/resources/webhook#execute-webhook",
          .notes = "Channel settings, Integrations, Webhooks: make one and copy its URL. Nobody is ever mentioned.",
          .settings = {{webhook, endpoint_field(kEndpoint)}},
          .limits = {.bytes = kMostBytes, .counted = "title and text", .per_minute = 18},
          .check = [](const auto& values) { return check_whole_url(values, "webhook", {}, kEndpoint); },
          .secrets = [](const auto& values) { return token_secrets(values, "webhook", kMarker); },
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
