#include "ddns/providers/powerdns.h"

#include "ddns/provider/three_functions.h"
#include "powerdns/api.h"
#include "powerdns/zone.h"
#include "shared/endpoint.h"

namespace ddns::providers {
namespace {

plan::Capabilities capabilities() {
  return {.grain = plan::Grain::rrset,
          .batch = 500,  // the API has no limit; this keeps a call and its transaction short
          .batch_atomic = true,
          .batch_mixes_phases = true,
          .in_flight = 1,  // SQLite back ends have one writer
          .min_ttl = std::chrono::seconds{1},
          .default_ttl = std::chrono::seconds{300},
          .verification = plan::Verification::authoritative};
}

std::unique_ptr<provider::Provider> provider_for(powerdns::Api made) {
  const auto api = std::make_shared<const powerdns::Api>(std::move(made));
  return provider::make_provider(provider::ThreeFunctions{
      .capabilities = capabilities(),
      .find_zones = [api](const auto& names, const Call& call) { return powerdns::find_zones(*api, names, call); },
      .read = [api](const auto& scope, const Call& call) { return powerdns::read_zone(*api, scope, call); },
      .apply = [api](const auto& unit, const Call& call) { return powerdns::write_zone(*api, unit, call); }});
}

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  auto endpoint = endpoint_of("powerdns", values);
  if (!endpoint) return fail(std::move(endpoint).error());
  return provider_for(powerdns::Api(*endpoint, values.text("server_id"), values.secret("api_key")));
}

schema::Schema settings() {
  using schema::Kind;
  return {.fields = {
              {.key = "api_key",
               .kind = Kind::secret,
               .label = "API key",
               .help = "The server's `api-key` setting.",
               .required = true},
              endpoint_field("http://127.0.0.1:8081",
                             "The server's web server, without /api. Over a network put TLS in front of it."),
              {.key = "server_id",
               .kind = Kind::text,
               .label = "Server id",
               .help = "The server's id in the API.",
               .default_text = "localhost"},
          }};
}

}  // namespace

const provider::ProviderSpec& powerdns_spec() {
  static const provider::ProviderSpec spec{
      .id = "powerdns",
      .aliases = {"pdns"},
      .name = "PowerDNS Authoritative Server",
      .homepage = "https://www.powerdns.com/",
      .credentials_page = "https://doc.powerdns.com/authoritative/http-api/",
      .notes =
          "Needs `api=yes` and `api-key` on the server, version 4.2 or later. All changes of a zone go in one "
          "transaction; comments are kept. Zones that the server only copies from a primary cannot be changed.",
      .capabilities = capabilities(),
      .settings = settings(),
      .make = make};
  return spec;
}

}  // namespace ddns::providers
