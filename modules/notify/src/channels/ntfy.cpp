#include "common.h"
#include "ddns/core/text.h"
#include "ddns/http/authorization.h"
#include "ddns/http/json.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// docs.ntfy.sh/publish, "Limitations": a message of more than 4096 bytes becomes an attachment.
constexpr std::size_t kMostBytes = 4096;

/// 1 = min … 5 = max; 3 is the service's default.
int priority(Severity severity) {
  switch (severity) {
    case Severity::info:
      return 3;
    case Severity::warning:
      return 4;
    case Severity::critical:
      return 5;
  }
  return 3;
}

bool fits(const schema::Values&, const Letter& letter) {
  return text_of(letter, escape_nothing, letter.message.text).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  // Publishing as JSON goes to the root, so that the topic, which is a password of sorts, is in no URL.
  auto url = endpoint(values, "");
  if (!url) return fail(std::move(url).error());
  const auto text = fit(kMostBytes, letter.message.text,
                        [&](std::string_view part) { return text_of(letter, escape_nothing, part); });
  const auto title = shorten(title_of(letter, escape_nothing), 250);
  http::JsonObject body;
  body.set("topic", trim(values.secret("topic").reveal()))
      .set("title", title)
      // An empty message would be shown as "triggered".
      .set("message", text.empty() ? title : shorten(text, kMostBytes))
      .set("priority", priority(letter.message.severity));
  auto out = post_json(*std::move(url), body.to_string());
  if (values.has("token")) {
    out.headers.set("Authorization", http::bearer_auth(values.secret("token")));
  } else if (values.has("user")) {
    auto basic = http::basic_auth(values.text("user"), values.secret("password"));
    if (!basic) return fail(std::move(basic).error());
    out.headers.set("Authorization", *std::move(basic));
  }
  return out;
}

Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  const auto body = http::Json::parse(response.body);
  if (response.ok()) return Ack{body ? body->string("/id") : std::string()};
  auto error = refused(request, response, now).value();
  if (body) {
    error.service_code = body->text("/code");
    if (const auto words = body->string("/error"); !words.empty()) {
      error.message += cat(": ", shorten(to_valid_utf8(words), 200));
    }
  }
  return fail(std::move(error));
}

}  // namespace

ChannelSpec ntfy_spec() {
  return {
      .id = "ntfy",
      .name = "ntfy",
      .homepage = "https://docs.ntfy.sh/publish/#publish-as-json",
      .notes = "Whoever knows the topic can read along: choose one that nobody guesses, or use a server with rights.",
      .settings = {{secret_field("topic", "Topic", "The topic to publish to."),
                    secret_field("token", "Access token", "`tk_…`, for a protected topic.", false),
                    {.key = "user", .kind = schema::Kind::text, .label = "User", .help = "Instead of a token."},
                    secret_field("password", "Password", "Of that user.", false),
                    endpoint_field("https://ntfy.sh")}},
      .limits = {.bytes = kMostBytes, .counted = "the text", .per_minute = 18},
      .fits = fits,
      .request = request,
      .judge = judge};
}

}  // namespace ddns::notify
