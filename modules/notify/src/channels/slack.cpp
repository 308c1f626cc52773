#include "common.h"
#include "ddns/core/text.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// docs.slack.dev, "Truncating content": 4000 characters are advised, more than 40000 are cut.
constexpr std::size_t kMostBytes = 4000;
constexpr const char* kEndpoint = "https://hooks.slack.com";
constexpr std::string_view kMarker = "/services/";

std::string content(const Letter& letter, std::string_view text) {
  const auto title = cat("*", escape_slack(shorten(title_of(letter, escape_nothing), 240)), "*");
  const auto words = text_of(letter, escape_slack, text);
  return words.empty() ? title : cat(title, "\n", words);
}

bool fits(const schema::Values&, const Letter& letter) {
  return content(letter, letter.message.text).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  auto url = target(values, "webhook", cat("services/", token_of(values.secret("webhook"), kMarker)));
  if (!url) return fail(std::move(url).error());
  const auto text = fit(kMostBytes, letter.message.text, [&](std::string_view part) { return content(letter, part); });
  const auto body =
      http::JsonObject().set("text", shorten(text, kMostBytes)).set("unfurl_links", false).set("unfurl_media", false);
  return post_json(*std::move(url), body.to_string());
}

/// 200 with "ok"; failures are a status and one word: invalid_token, channel_is_archived, no_service …
Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  if (response.ok()) return Ack{};
  auto error = refused(request, response, now).value();
  const auto word = trim(response.body);
  const bool is_word =
      word.size() <= 40 && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
  if (is_word && !word.empty()) {
    error.service_code = word;
    error.message += cat(": ", word);
  }
  return fail(std::move(error));
}

}  // namespace

ChannelSpec slack_spec() {
  auto webhook = secret_field("webhook", "Webhook", "`T…/B…/…` of an incoming webhook, or the whole URL.");
  webhook.check = check_token;
  return {.id = "slack",
          .name = "Slack incoming webhook",
          .homepage = "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
          .notes =
              "Make an app with an incoming webhook for the channel and copy its URL. Also fits Mattermost and "
              "Rocket.Chat: give the whole URL of their webhook.",
          .settings = {{webhook, endpoint_field(kEndpoint)}},
          .limits = {.bytes = kMostBytes, .counted = "title and text", .per_minute = 18},
          .check = [](const auto& values) { return check_whole_url(values, "webhook", {}, kEndpoint); },
          .secrets = [](const auto& values) { return token_secrets(values, "webhook", kMarker); },
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
