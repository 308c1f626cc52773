#include "common.h"
#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// open.dingtalk.com, "Custom robot access": a message body has at most 20000 bytes, a robot 20 messages a minute.
constexpr std::size_t kMostBytes = 20'000;
constexpr const char* kEndpoint = "https://oapi.dingtalk.com";
constexpr std::string_view kMarker = "access_token=";

/// 310000: keyword, signature or address refused; 300001 and 300005: bad token; 130101 and 90018: too fast.
constexpr CodeMeaning kCodes[]{{310000, Reason::auth},        {300001, Reason::auth},
                               {300005, Reason::auth},        {130101, Reason::rate_limited},
                               {90018, Reason::rate_limited}, {410100, Reason::rate_limited},
                               {-1, Reason::http_5xx}};

/// base64(HMAC-SHA256(secret, timestamp "\n" secret)), the timestamp in milliseconds; the service allows an hour.
std::string signature(std::string_view timestamp, const Secret& secret) {
  const Secret text(cat(timestamp, "\n", secret.reveal()));
  return crypto::to_base64(crypto::hmac(crypto::Hash::sha256, crypto::as_bytes(secret.reveal()), text.reveal()));
}

std::string body(const Letter& letter, std::string_view text) {
  const auto title = shorten(title_of(letter, escape_nothing), 120);
  const auto words = text_of(letter, escape_markdown, text);
  const auto heading = cat("### ", shorten(title_of(letter, escape_markdown), 240));
  const auto content =
      http::JsonObject().set("title", title).set("text", words.empty() ? heading : cat(heading, "\n\n", words));
  return http::JsonObject().set("msgtype", "markdown").set("markdown", content).to_string();
}

bool fits(const schema::Values&, const Letter& letter) {
  return body(letter, letter.message.text).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime now) {
  auto url = target(values, "access_token", "robot/send");
  if (!url) return fail(std::move(url).error());
  const auto& token = values.secret("access_token");
  http::Query query;
  if (!is_whole_url(token)) query.add("access_token", std::string(token_of(token, kMarker)));
  if (values.has("secret")) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    const auto timestamp = std::to_string(ms);
    query.add("timestamp", timestamp).add("sign", signature(timestamp, values.secret("secret")));
  }
  std::vector<std::string> parts;
  for (const auto& part : {url->query, query.to_string()}) {
    if (!part.empty()) parts.push_back(part);
  }
  return post_json(url->with_query(join(parts, "&")),
                   fit(kMostBytes, letter.message.text, [&](std::string_view text) { return body(letter, text); }));
}

Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  return judge_code(request, response, now, "/errcode", "/errmsg", 0, kCodes);
}

}  // namespace

ChannelSpec dingtalk_spec() {
  auto token = secret_field("access_token", "Access token", "The robot's `access_token`, or its whole webhook URL.");
  token.check = check_token;
  return {.id = "dingtalk",
          .name = "DingTalk robot",
          .homepage = "https://open.dingtalk.com/document/robots/custom-robot-access",
          .notes =
              "Add a custom robot to a group and choose the signature (加签) as its protection: an address list "
              "would shut us out at every address change. The clock must be right to the hour.",
          .settings = {{token,
                        secret_field("secret", "Signing secret", "The `SEC…` text shown when the signature is chosen.",
                                     false),
                        endpoint_field(kEndpoint)}},
          .limits = {.bytes = kMostBytes, .counted = "the request body", .per_minute = 18, .robot = true},
          .check = [](const auto& values) { return check_whole_url(values, "access_token", kMarker, kEndpoint); },
          .secrets = [](const auto& values) { return token_secrets(values, "access_token", kMarker); },
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
