#include "common.h"
#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// open.feishu.cn, "Custom bot guide": a request body should not exceed 20 KB (some pages say 30); at most 100 messages
/// a minute and 5 a second.
constexpr std::size_t kMostBytes = 20'000;
constexpr const char* kEndpoint = "https://open.feishu.cn";
constexpr std::string_view kMarker = "/hook/";

/// 19021: signature or clock; 19022: address not on the list; 19024: keyword; 19001: bad token; 9499 and 11232: too
/// fast.
constexpr CodeMeaning kCodes[]{
    {19021, Reason::auth},        {19022, Reason::auth},         {19024, Reason::auth},           {19001, Reason::auth},
    {9499, Reason::rate_limited}, {11232, Reason::rate_limited}, {99991400, Reason::rate_limited}};

/// base64(HMAC-SHA256(key = timestamp "\n" secret, data = nothing)), the timestamp in seconds; the service allows an
/// hour. Unlike DingTalk's, where the same text is the data.
std::string signature(std::string_view timestamp, const Secret& secret) {
  const Secret key(cat(timestamp, "\n", secret.reveal()));
  return crypto::to_base64(crypto::hmac(crypto::Hash::sha256, crypto::as_bytes(key.reveal()), std::string_view()));
}

/// A rich text post: title apart, the text needs no escaping.
http::JsonObject post(const Letter& letter, std::string_view text) {
  http::JsonArray lines;
  const auto words = text_of(letter, escape_nothing, text);
  for (const auto line : split(words, '\n')) {
    lines.add(http::JsonArray().add(http::JsonObject().set("tag", "text").set("text", line)));
  }
  const auto title = shorten(title_of(letter, escape_nothing), 240);
  return http::JsonObject().set(
      "post", http::JsonObject().set("zh_cn", http::JsonObject().set("title", title).set("content", lines)));
}

std::string body(const schema::Values& values, const Letter& letter, std::string_view text, WallTime now) {
  http::JsonObject out;
  if (values.has("secret")) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto timestamp = std::to_string(seconds);
    out.set("timestamp", timestamp).set("sign", signature(timestamp, values.secret("secret")));
  }
  return out.set("msg_type", "post").set("content", post(letter, text)).to_string();
}

bool fits(const schema::Values& values, const Letter& letter) {
  // Any time of these centuries: all have as many digits.
  return body(values, letter, letter.message.text, letter.message.at).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime now) {
  auto url = target(values, "token", cat("open-apis/bot/v2/hook/", token_of(values.secret("token"), kMarker)));
  if (!url) return fail(std::move(url).error());
  return post_json(*std::move(url), fit(kMostBytes, letter.message.text,
                                        [&](std::string_view text) { return body(values, letter, text, now); }));
}

/// Success is {"code":0}; an older form of the answer says {"StatusCode":0}.
Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  const bool older = response.body.find("\"code\"") == std::string::npos;
  return judge_code(request, response, now, older ? "/StatusCode" : "/code", older ? "/StatusMessage" : "/msg", 0,
                    kCodes);
}

}  // namespace

ChannelSpec feishu_spec() {
  auto token = secret_field("token", "Token", "The last part of the bot's webhook URL, or the whole URL.");
  token.check = check_token;
  return {.id = "feishu",
          .name = "Feishu or Lark bot",
          .homepage = "https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot",
          .notes =
              "Add a custom bot to a group and choose signature verification (签名校验) as its protection; for Lark "
              "give the whole URL, or set `endpoint: https://open.larksuite.com`.",
          .settings = {{token,
                        secret_field("secret", "Signing secret", "Shown when signature verification is chosen.", false),
                        endpoint_field(kEndpoint)}},
          .limits = {.bytes = kMostBytes, .counted = "the request body", .per_minute = 18, .robot = true},
          .check = [](const auto& values) { return check_whole_url(values, "token", {}, kEndpoint); },
          .secrets = [](const auto& values) { return token_secrets(values, "token", kMarker); },
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
