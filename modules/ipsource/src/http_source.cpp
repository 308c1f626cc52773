#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/http/status.h"
#include "ddns/ipsource/agreement.h"
#include "ddns/ipsource/strict_parse.h"
#include "ddns/schema/connection.h"
#include "specs.h"

namespace ddns::ipsource {
namespace {

/// Longest believable answer of an echo service.
constexpr std::size_t max_answer = 4096;

// Plain-text echo services of independent operators (ipify, Cloudflare's icanhazip, ident.me, Amazon; ipw.cn and
// 3322.org in China), as used by other updaters, checked 2026-08.
const std::vector<std::string>& builtin(Family family) {
  static const std::vector<std::string> v4{"https://api.ipify.org",      "https://4.ipw.cn",
                                           "https://ipv4.icanhazip.com", "https://v4.ident.me",
                                           "https://ip.3322.net",        "https://checkip.amazonaws.com"};
  static const std::vector<std::string> v6{"https://api6.ipify.org", "https://6.ipw.cn", "https://ipv6.icanhazip.com",
                                           "https://v6.ident.me", "https://speed.neu6.edu.cn/getIP.php"};
  return family == Family::ipv4 ? v4 : v6;
}

/// For the documentation: who is asked unless the user names somebody.
std::string builtin_hosts(Family family) {
  std::vector<std::string> hosts;
  for (const auto& text : builtin(family)) hosts.push_back(http::Url::parse(text)->host);
  return join(hosts, ", ");
}

struct Settings {
  std::vector<http::Url> urls;
  std::size_t agree = 1;
  std::string json_pointer = {};
};

class HttpSource final : public IpSource {
 public:
  explicit HttpSource(Settings settings) : settings_(std::move(settings)) {}

  Sighting observe(Family family, const Call& call) const override {
    std::vector<Witness> witnesses;
    for (const http::Url& url : urls(family)) {
      witnesses.push_back({url.host, [=, this, &call](Deadline by) { return ask(url, family, by, call); }});
    }
    return agree(witnesses, settings_.agree, call);
  }

 private:
  std::vector<http::Url> urls(Family family) const {
    if (!settings_.urls.empty()) return settings_.urls;
    std::vector<http::Url> out;
    for (const auto& text : builtin(family)) out.push_back(*http::Url::parse(text));
    return out;
  }

  Observation ask(const http::Url& url, Family family, Deadline by, const Call& call) const {
    const http::Request request{.method = "GET", .url = url, .headers = {{"Accept", "text/plain, application/json"}}};
    const auto response = call.http.send(request, {.deadline = by, .stop = call.stop});
    if (!response) return Unavailable{response.error()};
    if (response->status != 200) {
      const Reason reason = response->ok() ? Reason::malformed : http::reason_for_status(response->status);
      return unavailable(reason, cat(url.host, " answered with status ", response->status));
    }
    if (response->body.size() > max_answer) {
      return unavailable(Reason::malformed,
                         cat(url.host, " answered ", response->body.size(), " bytes, which is no address"));
    }
    if (settings_.json_pointer.empty()) return strict_parse(response->body, family, url.host);
    const auto json = http::Json::parse(response->body);
    if (!json) return unavailable(Reason::malformed, cat(url.host, " answered no JSON"));
    const auto text = json->at(settings_.json_pointer).as_string();
    if (!text)
      return unavailable(Reason::malformed, cat(url.host, " answered JSON without a text at ", settings_.json_pointer));
    return strict_parse(*text, family, url.host);
  }

  Settings settings_;
};

/// "ip" and "data.ip" are what people write; RFC 6901 pointers begin with a slash.
std::string pointer_from(const std::string& field) {
  if (field.empty() || field.starts_with('/')) return field;
  return "/" + replace_all(field, ".", "/");
}

Result<std::unique_ptr<IpSource>> make(const schema::Values& values) {
  Settings settings;
  if (values.has("urls")) {
    for (const auto& text : values.list("urls")) {
      auto url = http::Url::parse(text);
      if (!url) return fail(Reason::config, cat("urls: ", url.error().message));
      settings.urls.push_back(std::move(*url));
    }
  }
  // The built-in services are strangers to the user: two have to say the same. Own ones are trusted one by one.
  settings.agree = values.has("agree")     ? static_cast<std::size_t>(values.integer("agree"))
                   : settings.urls.empty() ? 2
                                           : 1;
  const auto most = settings.urls.empty() ? std::min(builtin(Family::ipv4).size(), builtin(Family::ipv6).size())
                                          : settings.urls.size();
  if (settings.agree > most) {
    return fail(Reason::config, cat("agree: ", settings.agree, " witnesses cannot agree among ", most,
                                    settings.urls.empty() ? " built-in services" : " URLs"));
  }
  if (values.has("json")) settings.json_pointer = pointer_from(values.text("json"));
  return std::make_unique<HttpSource>(std::move(settings));
}

}  // namespace

SourceSpec http_spec() {
  using enum schema::Kind;
  SourceSpec spec{
      .type = "http",
      .help =
          "Services that answer with the address they were asked from, over the asked family only. A service may use "
          "up its share of the time (`timeout` by the number of services still to ask), and at least 2s.",
      .settings = {{
          {.key = "urls",
           .kind = text_list,
           .label = "URLs",
           .help = cat("Asked in this order. Absent: built-in services of independent operators: for IPv4 ",
                       builtin_hosts(Family::ipv4), "; for IPv6 ", builtin_hosts(Family::ipv6), "."),
           .example = "https://api.ipify.org",
           .names_a_host = true},
          {.key = "agree",
           .kind = integer,
           .label = "Agree",
           .help =
               "So many of them must say the same. Absent: 2 with the built-in services, else 1 (ordered fallback).",
           .min = 1,
           .max = 20},
          {.key = "json",
           .kind = text,
           .label = "JSON field",
           .help = "The answer is JSON and the address stands in this field (dots or a JSON pointer). Absent: the "
                   "whole body is the address.",
           .example = "ip"},
      }},
      .make = make};
  for (auto& field :
       schema::connection_fields("HTTP proxy to ask through. It is then the proxy's address that they see.")) {
    spec.settings.fields.push_back(std::move(field));
  }
  return spec;
}

}  // namespace ddns::ipsource
