#include <algorithm>

#include "common.h"
#include "ddns/core/text.h"
#include "ddns/http/json.h"

namespace ddns::notify {
namespace {

std::vector<std::string> known_names(const schema::Values& values) {
  std::vector<std::string> out;
  for (const auto& [name, value] : variables_of({})) out.emplace_back(name);
  for (const auto& [name, value] : values.map("secrets")) out.push_back(name);
  return out;
}

Variables all_variables(const schema::Values& values, const Letter& letter) {
  // Title and text as the user worded them; nothing is escaped yet.
  auto out = variables_of(letter);
  out.at(0).second = title_of(letter, escape_nothing);
  out.at(1).second = text_of(letter, escape_nothing, letter.message.text);
  for (const auto& [name, value] : values.map("secrets")) out.emplace_back(name, value);
  return out;
}

bool is_json(std::string_view pattern) { return pattern.starts_with('{') || pattern.starts_with('['); }

/// ddns-go sends JSON when the body is JSON; a body such as "a=#{…}&b=#{…}" is a form.
std::string content_type(std::string_view pattern) {
  if (is_json(pattern)) return "application/json; charset=utf-8";
  const bool form =
      pattern.find('=') != std::string_view::npos && pattern.find_first_of(" \n") == std::string_view::npos;
  return form ? "application/x-www-form-urlencoded" : "text/plain; charset=utf-8";
}

Escape escape_for(std::string_view type) {
  if (type.find("json") != std::string_view::npos) return escape_json;
  if (type.find("x-www-form-urlencoded") != std::string_view::npos) return http::percent_encode;
  return escape_nothing;
}

/// A header value is one line.
std::string escape_header(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

Result<http::Request> request(const schema::Values& values, const Letter& letter, WallTime) {
  const auto variables = all_variables(values, letter);
  auto url = http::Url::parse(expand(trim(values.secret("url").reveal()), variables, http::percent_encode));
  if (!url) return fail(Reason::config, cat("`url` of the webhook: ", url.error().message));
  const auto pattern = trim(values.text("body"));
  http::Request out{.method = pattern.empty() ? "GET" : "POST", .url = *std::move(url)};
  if (values.has("method")) out.method = values.text("method");
  for (const auto& [name, value] : values.map("headers"))
    out.headers.set(name, expand(value, variables, escape_header));
  if (pattern.empty()) return out;
  if (!out.headers.get("Content-Type")) out.headers.set("Content-Type", content_type(pattern));
  out.body = expand(pattern, variables, escape_for(to_lower(*out.headers.get("Content-Type"))));
  return out;
}

Result<Ack> judge(const http::Request& request, const http::Response& response, WallTime now) {
  if (response.ok()) return Ack{};
  return refused(request, response, now);
}

/// Everything is expanded once with a message full of characters that hurt, so that a mistake shows at start.
std::optional<std::string> check(const schema::Values& values) {
  const auto known = known_names(values);
  std::vector<std::string> patterns{std::string(values.secret("url").reveal()), values.text("body")};
  for (const auto& [name, value] : values.map("headers")) patterns.push_back(value);
  for (const auto& pattern : patterns) {
    for (const auto& name : unknown_variables(pattern, known)) {
      const auto near = nearest(name, known);
      return cat("`#{", shorten(name, 40), "}` is no variable", near ? cat(", did you mean `#{", *near, "}`?") : "");
    }
  }
  const Letter sample{.message = {.title = "\"a\"\\b", .text = "line\n\"line\"\t\x01", .at = WallTime{}},
                      .host = "host"};
  const auto made = request(values, sample, WallTime{});
  if (!made) return made.error().message;
  const auto type = made->headers.get("Content-Type");
  if (type && type->find("json") != std::string_view::npos && !http::Json::parse(made->body)) {
    return "`body` is no JSON; variables stand inside quotes: {\"text\": \"#{text}\"}";
  }
  return std::nullopt;
}

}  // namespace

ChannelSpec webhook_spec() {
  return {.id = "webhook",
          .name = "Webhook",
          .notes =
              "Any HTTP service. ddns-go's variables are understood, so its recipes can be taken over: in the URL "
              "values are percent-encoded, in a JSON body escaped for JSON, in a form body percent-encoded. What "
              "`secrets` holds may be named like a variable and is masked everywhere else.",
          .settings = {{{.key = "url",
                         .kind = schema::Kind::secret,
                         .label = "URL",
                         .help = "Where to; may hold variables. A secret, because most such URLs hold a token.",
                         .required = true,
                         .example = "https://example.com/hook?ip=#{ipv4Addr}",
                         .names_a_host = true},
                        {.key = "method",
                         .kind = schema::Kind::choice,
                         .label = "Method",
                         .help = "By default GET without a body and POST with one.",
                         .choices = {"GET", "POST", "PUT", "PATCH"}},
                        {.key = "body",
                         .kind = schema::Kind::text,
                         .label = "Body",
                         .help = "With variables. Without it the request is a GET.",
                         .example = "{\"text\": \"#{title}: #{text}\"}"},
                        {.key = "headers",
                         .kind = schema::Kind::text_map,
                         .label = "Headers",
                         .help = "Further header fields, with variables."},
                        {.key = "secrets",
                         .kind = schema::Kind::text_map,
                         .label = "Secrets",
                         .help = "Names and values: `#{name}` stands for the value in URL, headers and body."}}},
          .limits = {.per_minute = 60, .merges = false},
          .check = check,
          .request = request,
          .judge = judge};
}

}  // namespace ddns::notify
