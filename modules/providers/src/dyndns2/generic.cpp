#include "dyndns2/generic.h"

#include "ddns/core/text.h"

namespace ddns::providers::dyndns2 {
namespace {

Result<http::Url> server_url(const std::string& server) {
  const bool has_scheme = server.find("://") != std::string::npos;
  auto url = http::Url::parse(has_scheme ? server : cat("https://", server));
  if (!url) return fail(Reason::config, cat("server: ", url.error().message));
  if (url->path != "/" || !url->query.empty()) {
    return fail(Reason::config, "server: write only the host (and scheme and port) here, the rest into `path`");
  }
  return url;
}

std::optional<std::string> check_server(std::string_view text) {
  if (auto url = server_url(std::string(text)); !url)
    return "write a host such as dyn.example.com, host:port, or a URL";
  return std::nullopt;
}

std::optional<std::string> check_path(std::string_view text) {
  if (text.starts_with('/') && http::Url::parse(cat("https://example.com", text))) return std::nullopt;
  return "a path starts with `/`, and other characters than letters and digits stand percent-encoded";
}

/// The row that the settings describe. The path may have a query ("/update?system=dyndns").
Row row_of(const schema::Values& values) {
  Row row{.id = "dyndns2", .name = values.text("server"), .notes = {}, .server = values.text("server")};
  row.path = values.text("path");
  row.auth = values.text("auth") == "query" ? Auth::query : Auth::basic;
  row.user = User::either;
  row.user_parameter = values.text("user_parameter");
  row.secret_parameter = values.text("password_parameter");
  row.host_parameter = values.text("host_parameter");
  row.ipv4_parameter = values.text("ipv4_parameter");
  row.ipv6_parameter = values.text("ipv6_parameter");
  if (values.text("both_families") == "list") row.both = Both::list;
  if (values.text("both_families") == "parameters") row.both = Both::parameters;
  row.extra = values.map("parameters");
  return row;
}

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  auto url = server_url(values.text("server"));
  if (!url) return fail(std::move(url).error());
  Account account{.row = row_of(values),
                  .endpoint = *url,
                  .endpoint6 = *url,
                  .user = values.text("username"),
                  .secret = values.secret("password")};
  if (account.row.ipv4_parameter.empty() && account.row.ipv6_parameter.empty()) {
    return fail(Reason::config, "ipv4_parameter and ipv6_parameter must not both be empty");
  }
  if (account.row.both == Both::parameters && account.row.ipv4_parameter == account.row.ipv6_parameter) {
    return fail(Reason::config, "both_families: `parameters` needs an ipv6_parameter that is not the ipv4_parameter");
  }
  account.row.name = url->authority();
  return make_provider(std::move(account));
}

using schema::Field;
using schema::Kind;

Field parameter(std::string key, std::string label, std::string help, std::string fallback) {
  return {.key = std::move(key),
          .kind = Kind::text,
          .label = std::move(label),
          .help = std::move(help),
          .default_text = std::move(fallback)};
}

schema::Schema settings() {
  return {{
      {.key = "server",
       .kind = Kind::text,
       .label = "Server",
       .help = "The update server: host, host:port, or a URL. HTTPS unless the URL says otherwise.",
       .required = true,
       .example = "dyn.example.com",
       .check = check_server,
       .names_a_host = true},
      {.key = "path",
       .kind = Kind::text,
       .label = "Path",
       .help = "Path of the update call.",
       .default_text = "/nic/update",
       .check = check_path},
      {.key = "username",
       .kind = Kind::text,
       .label = "User name",
       .help = "Unless given, the record's name is the user: so it is with services that have a key per host.",
       .example = "user@example.com"},
      {.key = "password",
       .kind = Kind::secret,
       .label = "Password",
       .help = "Password or update key.",
       .required = true},
      {.key = "auth",
       .kind = Kind::choice,
       .label = "Authentication",
       .help = "basic: HTTP Basic authentication. query: user and password as query parameters.",
       .default_text = "basic",
       .choices = {"basic", "query"}},
      parameter("user_parameter", "User parameter", "With `auth: query`, the parameter for the user.", "username"),
      parameter("password_parameter", "Password parameter", "With `auth: query`, the one for the password.",
                "password"),
      parameter("host_parameter", "Host parameter", "Parameter for the host's name.", "hostname"),
      parameter("ipv4_parameter", "IPv4 parameter", "Parameter for the IPv4 address; empty: no IPv4.", "myip"),
      parameter("ipv6_parameter", "IPv6 parameter", "Parameter for the IPv6 address; empty: no IPv6.", "myip"),
      {.key = "both_families",
       .kind = Kind::choice,
       .label = "Both families",
       .help =
           "How one call carries both addresses. separate: each family has its own call; list: separated by a comma "
           "in ipv4_parameter; parameters: each in its own.",
       .default_text = "separate",
       .choices = {"separate", "list", "parameters"}},
      {.key = "parameters",
       .kind = Kind::text_map,
       .label = "Further parameters",
       .help = "Sent with every call.",
       .example = "{system: dyndns}"},
  }};
}

}  // namespace

provider::ProviderSpec generic_spec() {
  Row plain{.id = "dyndns2", .name = "dyndns2", .notes = {}, .server = {}};
  return {.id = "dyndns2",
          .name = "Any dyndns2 server",
          .homepage = "https://help.dyn.com/remote-access-api/",
          .notes =
              "For every service that takes GET /nic/update?hostname=…&myip=… and answers good, nochg, badauth and so "
              "on. Look first whether your service is in the list under its own name: then it needs fewer settings.",
          .capabilities = capabilities_of(plain),
          .settings = settings(),
          .make = make};
}

}  // namespace ddns::providers::dyndns2
