#include "common.h"
#include "ddns/core/text.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// developer.work.weixin.qq.com, path/91770: markdown content has at most 4096 bytes, text 2048; 20 messages a minute.
constexpr std::size_t kMostMarkdown = 4096;
constexpr std::size_t kMostText = 2048;
constexpr const char* kEndpoint = "https://qyapi.weixin.qq.com";
constexpr std::string_view kMarker = "key=";

/// 93000: bad key; 45009 and 45033: too fast; 40058: bad argument; -1: busy.
constexpr CodeMeaning kCodes[]{{93000, Reason::auth},
                               {40001, Reason::auth},
                               {45009, Reason::rate_limited},
                               {45033, Reason::rate_limited},
                               {-1, Reason::http_5xx}};

std::string markdown(const Letter& letter, std::string_view text) {
  const auto heading = cat("### ", shorten(title_of(letter, escape_markdown), 240));
  const auto words = text_of(letter, escape_markdown, text);
  return words.empty() ? heading : cat(heading, "\n\n", words);
}

std::string plain(const Letter& letter, std::string_view text) {
  const auto title = shorten(title_of(letter, escape_nothing), 240);
  const auto words = text_of(letter, escape_nothing, text);
  return words.empty() ? title : cat(title, "\n", words);
}

bool is_text(const schema::Values& values) { return values.text("format") == "text"; }
std::size_t most(const schema::Values& values) { return is_text(values) ? kMostText : kMostMarkdown; }
std::string content(const schema::Values& values, const Letter& letter, std::string_view text) {
  return is_text(values) ? plain(letter, text) : markdown(letter, text);
}

bool fits(const schema::Values& values, const Letter& letter) {
  return content(values, letter, letter.message.text).size() <= most(values);
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  auto url = target(values, "key", "cgi-bin/webhook/send");
  if (!url) return fail(std::move(url).error());
  const auto& key = values.secret("key");
  if (!is_whole_url(key)) {
    *url = url->with_query(http::Query().add("key", std::string(token_of(key, kMarker))).to_string());
  }
  const auto limit = most(values);
  const std::string kind = is_text(values) ? "text" : "markdown";
  const auto words = shorten(
      fit(limit, letter.message.text, [&](std::string_view text) { return content(values, letter, text); }), limit);
  return post_json(
      *std::move(url),
      http::JsonObject().set("msgtype", kind).set(kind, http::JsonObject().set("content", words)).to_string());
}

Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  return judge_code(request, response, now, "/errcode", "/errmsg", 0, kCodes);
}

}  // namespace

ChannelSpec wecom_spec() {
  auto key = secret_field("key", "Key", "The `key` of the robot's webhook URL, or the whole URL.");
  key.check = check_token;
  return {.id = "wecom",
          .name = "WeCom group robot",
          .homepage = "https://developer.work.weixin.qq.com/document/path/91770",
          .notes = "Add a group robot to a group of the internal chat and take the key from its webhook URL.",
          .settings = {{key,
                        {.key = "format",
                         .kind = schema::Kind::choice,
                         .label = "Format",
                         .help = "`text` also shows in the WeChat plugin, which does not know markdown.",
                         .default_text = "markdown",
                         .choices = {"markdown", "text"}},
                        endpoint_field(kEndpoint)}},
          .limits = {.bytes = kMostMarkdown,
                     .counted = "the markdown content (2048 as text)",
                     .per_minute = 18,
                     .robot = true},
          .check = [](const auto& values) { return check_whole_url(values, "key", kMarker, kEndpoint); },
          .secrets = [](const auto& values) { return token_secrets(values, "key", kMarker); },
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
