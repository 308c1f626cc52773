#include "common.h"
#include "ddns/core/text.h"

namespace ddns::notify {
namespace {

/// sct.ftqq.com: a title has at most 32 characters, the text at most 32 KB.
constexpr std::size_t kMostTitle = 32;
constexpr std::size_t kMostBytes = 32'000;

/// 40001: bad or unknown key, or the day's messages are used up.
constexpr CodeMeaning kCodes[]{{40001, Reason::auth}, {429, Reason::rate_limited}};

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "sctp123t…" belongs to user 123 of ServerChan³, which has a host of its own for each user; everything else to Turbo.
std::optional<std::string_view> user_of(std::string_view key) {
  if (!key.starts_with("sctp")) return std::nullopt;
  const auto end = key.find('t', 4);
  if (end == std::string_view::npos || !all_digits(key.substr(4, end - 4))) return std::nullopt;
  return key.substr(4, end - 4);
}

Result<http::Url> address(const schema::Values& values, std::string_view key) {
  const auto user = user_of(key);
  const auto path = user ? cat("send/", key, ".send") : cat(key, ".send");
  if (values.has("endpoint")) return endpoint(values, path);
  auto url = http::Url::parse(user ? cat("https://", *user, ".push.ft07.com") : std::string("https://sctapi.ftqq.com"));
  if (!url) return fail(std::move(url).error());
  return url->with_path(path);
}

bool fits(const schema::Values&, const Letter& letter) {
  return text_of(letter, escape_markdown, letter.message.text).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  const auto key = trim(values.secret("send_key").reveal());
  auto url = address(values, key);
  if (!url) return fail(std::move(url).error());
  const auto text = fit(kMostBytes, letter.message.text,
                        [&](std::string_view part) { return text_of(letter, escape_markdown, part); });
  const auto title = shorten_characters(title_of(letter, escape_nothing), kMostTitle);
  return http::Request{.method = "POST",
                       .url = *std::move(url),
                       .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                       .body = http::Query().add("title", title).add("desp", shorten(text, kMostBytes)).to_form()};
}

/// {"code":0,"message":"","data":{"pushid":…}}
Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  return judge_code(request, response, now, "/code", "/message", 0, kCodes);
}

}  // namespace

ChannelSpec serverchan_spec() {
  auto key = secret_field("send_key", "SendKey", "`SCT…` of ServerChan Turbo or `sctp…` of ServerChan³.");
  key.check = check_bare_token;
  auto endpoint = endpoint_field("");
  endpoint.required = false;
  endpoint.help = "Another address for the service. By default the one that belongs to the key.";
  return {.id = "serverchan",
          .name = "ServerChan (Server酱)",
          .homepage = "https://sct.ftqq.com/sendkey",
          .notes = "Without a membership Turbo delivers five messages a day: route only what matters.",
          .settings = {{key, endpoint}},
          .limits = {.bytes = kMostBytes, .counted = "the text (the title: 32 characters)", .per_minute = 18},
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
