#include "custom/request.h"

#include <algorithm>
#include <utility>

#include "ddns/core/text.h"
#include "ddns/http/authorization.h"
#include "ddns/http/json.h"
#include "ddns/http/sign/canonical.h"
#include "shared/suffixes.h"

namespace ddns::providers::custom {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::chrono::seconds kDefaultTtl{600};  ///< ddns-go's

std::string text_of(const std::optional<IpAddress>& address) { return address ? address->to_string() : std::string(); }

Result<DomainName> zone_of(const Templates& templates, const DomainName& name) {
  if (!templates.zone_name.empty()) {
    auto zone = DomainName::parse(templates.zone_name);
    if (zone && name.is_within(*zone)) return zone;
    return fail(Reason::config, cat(name.text(), " does not lie in `zone_name` (", templates.zone_name, ')'));
  }
  const auto suffixes = suffixes_of(name);
  return suffixes.empty() ? name : suffixes.back();
}

bool looks_like_json(std::string_view body) {
  const auto text = trim(body);
  return text.starts_with('{') || text.starts_with('[');
}

/// By what the body is going to be: text of other kinds is left alone.
Escape escape_of_body(const Templates& templates) {
  if (!templates.escapes) return Escape::none;
  const auto type = to_lower(templates.content_type);
  if (type.find("json") != std::string::npos) return Escape::json;
  if (type.find("x-www-form-urlencoded") != std::string::npos) return Escape::url;
  if (!type.empty()) return Escape::none;
  return looks_like_json(templates.body) ? Escape::json : Escape::url;
}

std::string type_of_body(const Templates& templates, const std::string& body) {
  if (!templates.content_type.empty()) return templates.content_type;
  return std::string(http::Json::parse(body) ? kJson : kForm);
}

Result<http::Url> make_url(const Templates& templates, const Variables& variables, const std::string& name) {
  const auto filled = fill(templates.url, variables, templates.escapes ? Escape::url : Escape::none);
  if (!filled.unknown.empty()) {
    return fail(Reason::config, cat(name, ": `url` names #{", truncate_utf8(filled.unknown.front(), 64),
                                    "}, which is no variable, no secret and no `extra` of the record"));
  }
  auto url = http::Url::parse(filled.text);
  if (!url) {
    return fail(Reason::config, cat(name, ": what `url` makes is no URL: ", url.error().message,
                                    templates.escapes ? "" : "; `escape: auto` may help"));
  }
  return url;
}

Status add_headers(http::Request& request, const Templates& templates, const Variables& variables,
                   const std::string& name) {
  for (const auto& [field, value] : templates.headers) {
    request.headers.add(field, fill(value, variables, Escape::none).text);
  }
  if (!request.body.empty() && !request.headers.get("Content-Type")) {
    request.headers.add("Content-Type", type_of_body(templates, request.body));
  }
  if (templates.username.empty() && templates.password.empty()) return {};
  auto basic = http::basic_auth(templates.username, templates.password);
  if (!basic) return fail(Reason::config, cat(name, ": ", basic.error().message));
  request.headers.set("Authorization", *std::move(basic));
  return {};
}

constexpr std::string_view kSecretPrefix = "secret:";

/// The setting that names it, and a name in the templates that is neither a variable nor one of the secrets.
std::vector<std::pair<std::string, std::string>> unknown_names(const Templates& templates) {
  const auto zone = DomainName::parse(templates.zone_name);
  const auto own = variables_of(templates, {.name = zone.value_or(DomainName())}, {}).value_or(Variables{});
  std::vector<std::pair<std::string, std::string>> names;
  const auto add = [&](const std::string& setting, std::string_view text) {
    for (auto& name : fill(text, own, Escape::none).unknown) names.emplace_back(setting, std::move(name));
  };
  add("url", templates.url);
  add("body", templates.body);
  for (const auto& [field, value] : templates.headers) add("headers", value);
  return names;
}

}  // namespace

Result<Variables> variables_of(const Templates& templates, const plan::UpdateHost& update, WallTime now) {
  const auto zone = zone_of(templates, update.name);
  if (!zone) return fail(zone.error());
  const bool v4 = update.ipv4.has_value();
  const auto ipv4 = text_of(update.ipv4);
  const auto ipv6 = text_of(update.ipv6);
  Variables out{
      {"ip", v4 ? ipv4 : ipv6},
      {"domain", update.name.text()},
      {"recordType", std::string(to_string(v4 ? RecordType::a : RecordType::aaaa))},
      {"ttl", std::to_string(update.attributes.ttl.value_or(kDefaultTtl).count())},
      {"ipv4Addr", ipv4},
      {"ipv6Addr", ipv6},
      {"ipv4", ipv4},
      {"ipv6", ipv6},
      {"oldIp", text_of(v4 ? update.old_ipv4 : update.old_ipv6)},
      {"timestamp", http::sign::unix_text(now)},
      {"host", host_label(update.name, *zone)},
      {"zone", zone->text()},
  };
  for (const auto& [name, secret] : templates.secrets) out.emplace(cat("secret:", name), secret.reveal());
  out.insert(update.attributes.extra.begin(), update.attributes.extra.end());
  return out;
}

ExtraNames extra_names(const Templates& templates) {
  ExtraNames names;
  for (const auto& [setting, name] : unknown_names(templates)) {
    if (name.starts_with(kSecretPrefix)) continue;
    names.all.push_back(name);
    if (setting == "url") names.of_url.push_back(name);
  }
  for (auto* list : {&names.all, &names.of_url}) {
    std::ranges::sort(*list);
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return names;
}

Status check_secrets(const Templates& templates) {
  for (const auto& [setting, name] : unknown_names(templates)) {
    if (!name.starts_with(kSecretPrefix)) continue;
    const std::string valid = to_valid_utf8(name);
    const auto shown = truncate_utf8(valid, 64);
    return fail(Reason::config,
                cat('`', setting, "` names #{", shown, "}, but `secrets` has no such name; add it there"));
  }
  return {};
}

Result<http::Request> make_request(const Templates& templates, const plan::UpdateHost& update, WallTime now) {
  const auto variables = variables_of(templates, update, now);
  if (!variables) return fail(variables.error());
  auto url = make_url(templates, *variables, update.name.text());
  if (!url) return fail(std::move(url).error());
  http::Request request{.method = templates.method, .url = *std::move(url)};
  if (request.method.empty()) request.method = templates.body.empty() ? "GET" : "POST";
  request.body = fill(templates.body, *variables, escape_of_body(templates)).text;
  if (auto added = add_headers(request, templates, *variables, update.name.text()); !added) {
    return fail(std::move(added).error());
  }
  return request;
}

}  // namespace ddns::providers::custom
