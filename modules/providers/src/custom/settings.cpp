#include "custom/settings.h"

#include "custom/rules.h"
#include "ddns/core/text.h"
#include "shared/refresh.h"

namespace ddns::providers::custom {
namespace {

using schema::Field;
using schema::Kind;

/// With a letter for every variable it must be a URL; the rest is seen when there are values.
std::optional<std::string> check_url(std::string_view text) {
  std::string sample;
  while (!text.empty()) {
    const auto start = text.find("#{");
    const auto end = start == std::string_view::npos ? start : text.find('}', start);
    sample += text.substr(0, start);
    if (start == std::string_view::npos) break;
    if (end == std::string_view::npos) return "there is a `#{` without its `}`";
    sample += 'x';
    text.remove_prefix(end + 1);
  }
  auto url = http::Url::parse(sample);
  if (url) return std::nullopt;
  return std::move(url).error().message;
}

std::optional<std::string> check_statuses(std::string_view text) {
  auto set = parse_statuses(text);
  if (set) return std::nullopt;
  return std::move(set).error().message;
}

std::optional<std::string> check_pattern(std::string_view text) {
  auto pattern = parse_pattern(text);
  if (pattern) return std::nullopt;
  return std::move(pattern).error().message;
}

Field statuses(std::string key, std::string label, std::string help, std::string fallback) {
  return {.key = std::move(key),
          .kind = Kind::text,
          .label = std::move(label),
          .help = std::move(help),
          .default_text = std::move(fallback),
          .check = check_statuses};
}

Field pattern(std::string key, std::string label, std::string help, std::string example) {
  return {.key = std::move(key),
          .kind = Kind::text,
          .label = std::move(label),
          .help = std::move(help),
          .example = std::move(example),
          .check = check_pattern};
}

std::vector<Field> request_fields() {
  return {
      {.key = "url",
       .kind = Kind::url,
       .label = "URL",
       .help =
           "What to call. #{ip}, #{domain}, #{recordType}, #{ttl}, #{timestamp}, #{ipv4}, #{ipv6}, #{oldIp}, #{host}, "
           "#{zone}, #{secret:NAME} and the names of a record's `extra` are replaced, here and in body and headers.",
       .required = true,
       .example = "https://dns.example.com/update?name=#{domain}&ip=#{ip}&key=#{secret:key}",
       .check = check_url},
      {.key = "method",
       .kind = Kind::choice,
       .label = "Method",
       .help = "Unless given: POST when there is a body, else GET.",
       .choices = {"GET", "POST", "PUT", "PATCH", "DELETE"}},
      {.key = "body", .kind = Kind::text, .label = "Body", .help = "Body of the request."},
      {.key = "content_type",
       .kind = Kind::text,
       .label = "Content type",
       .help = "Unless given: application/json if the body is JSON, else application/x-www-form-urlencoded.",
       .example = "application/json"},
      {.key = "headers",
       .kind = Kind::text_map,
       .label = "Headers",
       .help = "Further header fields.",
       .example = "{Authorization: \"Bearer #{secret:token}\"}"},
      {.key = "secrets",
       .kind = Kind::text_map,
       .label = "Secrets",
       .help = "Names and values for #{secret:NAME}: they are shown nowhere.",
       .example = "{token: \"${env:DNS_TOKEN}\"}"},
      {.key = "username", .kind = Kind::text, .label = "User name", .help = "For HTTP Basic authentication."},
      {.key = "password", .kind = Kind::secret, .label = "Password", .help = "For HTTP Basic authentication."},
      {.key = "escape",
       .kind = Kind::choice,
       .label = "Escaping",
       .help =
           "auto: values are percent-encoded in the URL and in form bodies, and escaped in JSON bodies. none: they are "
           "put in as they are, as ddns-go does.",
       .default_text = "auto",
       .choices = {"auto", "none"}},
      {.key = "together",
       .kind = Kind::boolean,
       .label = "Both families in one call",
       .help = "One call carries both addresses (#{ipv4} and #{ipv6}; #{ip} is then the IPv4 address). Otherwise each "
               "family has its own call.",
       .default_text = "false"},
      {.key = "zone_name",
       .kind = Kind::domain,
       .label = "Zone",
       .help = "For #{zone} and #{host}; unless given, the last two labels of a record's name.",
       .example = "example.co.uk"},
  };
}

std::vector<Field> rule_fields() {
  return {
      statuses("success_status", "Success", "HTTP statuses of success.", "200-299"),
      pattern("success_body", "Success text",
              "A line of the answer must match this regular expression. Worth having: without it the page of a captive "
              "portal is a success.",
              "^(good|nochg)"),
      {.key = "success_json",
       .kind = Kind::text_map,
       .label = "Success in JSON",
       .help = "JSON pointers into the answer, and what must stand there.",
       .example = "{/status: ok}"},
      pattern("unchanged_body", "Unchanged text", "An answer that matches says that the address was right already.",
              "^nochg"),
      statuses("auth_status", "Refused", "HTTP statuses that mean wrong credentials.", "401,403"),
      pattern("auth_body", "Refused text", "An answer that matches means wrong credentials.", "badauth"),
      statuses("throttle_status", "Throttled", "HTTP statuses that ask to slow down.", "429"),
      pattern("throttle_body", "Throttled text", "An answer that matches asks to slow down.", "too many requests"),
      {.key = "throttle_wait",
       .kind = Kind::duration,
       .label = "Throttled for",
       .help = "How long to wait then, where the answer has no Retry-After.",
       .default_text = "10m",
       .min = 1000},
  };
}

std::vector<Field> pace_fields() {
  return {
      {.key = "calls_in_flight",
       .kind = Kind::integer,
       .label = "Calls in flight",
       .help = "How many calls may be under way at the same time.",
       .default_text = "1",
       .min = 1,
       .max = 16},
      {.key = "calls_per_minute",
       .kind = Kind::integer,
       .label = "Calls a minute",
       .help = "What the service allows; 0: it says nothing.",
       .default_text = "0",
       .min = 0,
       .max = 100000},
      refresh_field(),
  };
}

}  // namespace

schema::Schema settings() {
  auto fields = request_fields();
  for (auto& field : rule_fields()) fields.push_back(std::move(field));
  for (auto& field : pace_fields()) fields.push_back(std::move(field));
  return {std::move(fields)};
}

Templates read_templates(const schema::Values& values) {
  Templates out{.url = values.text("url"),
                .method = values.text("method"),
                .body = values.text("body"),
                .content_type = values.text("content_type"),
                .headers = values.map("headers"),
                .secrets = {},
                .username = values.text("username"),
                .password = values.secret("password"),
                .zone_name = values.text("zone_name"),
                .escapes = values.text("escape") != "none"};
  for (const auto& [name, value] : values.map("secrets")) out.secrets.emplace_back(name, Secret(value));
  return out;
}

}  // namespace ddns::providers::custom
