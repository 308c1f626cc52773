#include "common.h"
#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

/// Gotify names no limit; this keeps a message readable on a phone.
constexpr std::size_t kMostBytes = 16'384;

/// The Android app makes a sound from 4 on and pops up from 8 on (gotify.net, "Priorities").
int priority(Severity severity) {
  switch (severity) {
    case Severity::info:
      return 3;
    case Severity::warning:
      return 5;
    case Severity::critical:
      return 8;
  }
  return 5;
}

bool fits(const schema::Values&, const Letter& letter) {
  return text_of(letter, escape_nothing, letter.message.text).size() <= kMostBytes;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  auto url = endpoint(values, "message");
  if (!url) return fail(std::move(url).error());
  const auto text = fit(kMostBytes, letter.message.text,
                        [&](std::string_view part) { return text_of(letter, escape_nothing, part); });
  const auto title = shorten(title_of(letter, escape_nothing), 250);
  http::JsonObject body;
  body.set("title", title)
      .set("message", text.empty() ? title : shorten(text, kMostBytes))
      .set("priority", priority(letter.message.severity));
  auto out = post_json(*std::move(url), body.to_string());
  // In a header, not in the query: servers and proxies log URLs.
  out.headers.set("X-Gotify-Key", std::string(trim(values.secret("token").reveal())));
  return out;
}

Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  const auto body = http::Json::parse(response.body);
  if (response.ok()) return Ack{body ? body->text("/id") : std::string()};
  auto error = refused(request, response, now).value();
  if (body) {
    if (const auto words = body->string("/errorDescription"); !words.empty()) {
      error.message += cat(": ", shorten(to_valid_utf8(words), 200));
    }
  }
  return fail(std::move(error));
}

}  // namespace

ChannelSpec gotify_spec() {
  auto endpoint = endpoint_field("");
  endpoint.help = "Where the Gotify server is.";
  endpoint.example = "https://gotify.example.com";
  return {.id = "gotify",
          .name = "Gotify",
          .homepage = "https://gotify.net/docs/pushmsg",
          .notes = "Make an application on the server and take its token.",
          .settings = {{secret_field("token", "Application token", "Of the application that the messages belong to."),
                        endpoint}},
          .limits = {.bytes = kMostBytes, .counted = "the text", .per_minute = 60},
          .fits = fits,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
