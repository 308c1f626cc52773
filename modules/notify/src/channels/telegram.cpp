#include "common.h"
#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/http/json_text.h"
#include "ddns/http/status.h"

namespace ddns::notify {
namespace {

/// core.telegram.org/bots/api#sendmessage: 1–4096 characters. Bytes are never fewer than characters.
constexpr std::size_t kMostBytes = 4096;

/// Plain text, no parse_mode: nothing to escape, nothing that a message could break.
std::string content(const Letter& letter, std::string_view text) {
  const auto title = shorten(title_of(letter, escape_nothing), 240);
  const auto words = text_of(letter, escape_nothing, text);
  return words.empty() ? title : cat(title, "\n\n", words);
}

bool fits(const schema::Values&, const Letter& letter) {
  return content(letter, letter.message.text).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  auto url = endpoint(values, cat("bot", trim(values.secret("bot_token").reveal()), "/sendMessage"));
  if (!url) return fail(std::move(url).error());
  const auto text = fit(kMostBytes, letter.message.text, [&](std::string_view part) { return content(letter, part); });
  http::JsonObject body;
  body.set("chat_id", values.text("chat_id"))
      .set("text", shorten(text, kMostBytes))
      .set("link_preview_options", http::JsonObject().set("is_disabled", true));
  if (values.has("thread")) body.set("message_thread_id", values.integer("thread"));
  if (letter.message.severity == Severity::info && values.boolean("quiet_info")) body.set("disable_notification", true);
  return post_json(*std::move(url), body.to_string());
}

/// {"ok":true,"result":{"message_id":…}} or {"ok":false,"error_code":…,"description":…,"parameters":{"retry_after":…}}
Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  const auto body = http::Json::parse(response.body);
  if (body && response.ok() && body->boolean("/ok")) return Ack{body->text("/result/message_id")};
  auto error = refused(request, response, now).value();
  if (body) {
    if (response.ok()) error.reason = Reason::rejected;
    const auto words = body->string("/description");
    if (!words.empty()) error.message += cat(": ", shorten(to_valid_utf8(words), 200));
    error.service_code = body->text("/error_code");
    const auto wait = asked_wait(static_cast<double>(body->integer("/parameters/retry_after")));
    if (wait) error.retry_after = wait;
  }
  return fail(std::move(error));
}

}  // namespace

ChannelSpec telegram_spec() {
  auto token = secret_field("bot_token", "Bot token", "From @BotFather, `123456:ABC…`.");
  token.check = check_bare_token;
  return {.id = "telegram",
          .name = "Telegram bot",
          .homepage = "https://core.telegram.org/bots/api#sendmessage",
          .notes = "Make a bot with @BotFather, write to it once (or add it to the group), and take the chat's id.",
          .settings = {{token,
                        {.key = "chat_id",
                         .kind = schema::Kind::text,
                         .label = "Chat",
                         .help = "The id of the chat (negative for groups) or `@name` of a channel.",
                         .required = true,
                         .example = "-1001234567890"},
                        {.key = "thread",
                         .kind = schema::Kind::integer,
                         .label = "Topic",
                         .help = "The id of a topic in a group that has topics."},
                        {.key = "quiet_info",
                         .kind = schema::Kind::boolean,
                         .label = "Quiet",
                         .help = "No sound for messages of severity info.",
                         .default_text = "false"},
                        endpoint_field("https://api.telegram.org")}},
          .limits = {.bytes = kMostBytes, .counted = "title and text", .per_minute = 18},
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
