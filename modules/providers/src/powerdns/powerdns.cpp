#include "ddns/providers/powerdns.h"

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

class PowerDns final : public provider::Provider {
 public:
  explicit PowerDns(powerdns::Api api) : api_(std::move(api)) {}

  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }

  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>& names,
                                                              const Call& call) const override {
    return powerdns::find_zones(api_, names, call);
  }
  [[nodiscard]] Result<plan::ZoneState> read(const provider::ReadScope& scope, const Call& call) const override {
    return powerdns::read_zone(api_, scope, call);
  }
  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, const Call& call) const override {
    return powerdns::write_zone(api_, unit, call);
  }

 private:
  plan::Capabilities capabilities_ = providers::capabilities();
  powerdns::Api api_;
};

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  auto endpoint = endpoint_of("powerdns", values);
  if (!endpoint) return fail(std::move(endpoint).error());
  return std::make_unique<PowerDns>(powerdns::Api(*endpoint, values.text("server_id"), values.secret("api_key")));
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
