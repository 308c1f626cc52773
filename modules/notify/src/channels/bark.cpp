#include "common.h"
#include "ddns/core/text.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// Apple carries 4096 bytes a message (APNs); some of that is Bark's own.
constexpr std::size_t kMostBytes = 3072;
constexpr const char* kEndpoint = "https://api.day.app";

constexpr CodeMeaning kCodes[]{{429, Reason::rate_limited}, {500, Reason::http_5xx}, {404, Reason::not_found}};

std::string_view level(Severity severity) { return severity == Severity::info ? "active" : "timeSensitive"; }

/// Of a pasted test URL ("https://api.day.app/KEY/text") the first part of the path.
std::string device_key(const schema::Values& values) {
  const auto& secret = values.secret("device_key");
  if (!is_whole_url(secret)) return std::string(token_of(secret, ".app/"));
  const auto url = http::Url::parse(trim(secret.reveal()));
  return url ? std::string(split(url->path, '/').at(1)) : std::string();
}

Result<http::Url> address(const schema::Values& values) {
  if (!is_whole_url(values.secret("device_key"))) return endpoint(values, "push");
  auto url = target(values, "device_key", {});
  if (url) {
    url->path = "/push";
    url->query.clear();
  }
  return url;
}

std::optional<std::string> check(const schema::Values& values) {
  if (auto wrong = check_whole_url(values, "device_key", {}, kEndpoint)) return wrong;
  if (device_key(values).empty()) return "`device_key` is a URL without a key";
  return std::nullopt;
}

/// github.com/Finb/bark-server, docs/API_V2.md
std::string body(const schema::Values& values, const Letter& letter, std::string_view part) {
  const auto title = shorten(title_of(letter, escape_nothing), 250);
  const auto text = text_of(letter, escape_nothing, part);
  return http::JsonObject()
      .set("device_key", device_key(values))
      .set("title", title)
      .set("body", text.empty() ? title : text)
      .set("group", values.text("group"))
      .set("level", level(letter.message.severity))
      .to_string();
}

bool fits(const schema::Values& values, const Letter& letter) {
  return body(values, letter, letter.message.text).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  auto url = address(values);
  if (!url) return fail(std::move(url).error());
  return post_json(*std::move(url), fit(kMostBytes, letter.message.text,
                                        [&](std::string_view part) { return body(values, letter, part); }));
}

/// {"code":200,"message":"success","timestamp":…}
Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  return judge_code(request, response, now, "/code", "/message", 200, kCodes);
}

}  // namespace

ChannelSpec bark_spec() {
  auto key = secret_field("device_key", "Device key", "Shown by the app on the phone.");
  key.check = check_token;
  return {.id = "bark",
          .name = "Bark (iOS)",
          .homepage = "https://github.com/Finb/bark-server/blob/master/docs/API_V2.md",
          .notes = "The key is the part of the test URL after the host name; the whole URL will do, too.",
          .settings = {{key,
                        {.key = "group",
                         .kind = schema::Kind::text,
                         .label = "Group",
                         .help = "Messages of one group stand together on the phone.",
                         .default_text = "ddns-sidecar"},
                        endpoint_field(kEndpoint)}},
          .limits = {.bytes = kMostBytes, .counted = "the request body", .per_minute = 18},
          .check = check,
          .secrets = [](const auto& values) { return std::vector<Secret>{Secret(device_key(values))}; },
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
