#include "ddns/providers/cloudflare.h"

#include "cloudflare/api.h"
#include "cloudflare/records.h"
#include "cloudflare/zones.h"
#include "shared/endpoint.h"

namespace ddns::providers {
namespace {

constexpr std::string_view kEndpoint = "https://api.cloudflare.com/client/v4";

plan::Capabilities capabilities() {
  return {.grain = plan::Grain::record,
          .batch = 200,  // the Free plan's limit; paid plans take 3,500
          .batch_atomic = true,
          .batch_mixes_phases = true,
          .in_flight = 4,
          .rate = plan::Rate{.calls = 1200, .window = std::chrono::seconds{300}},
          .min_ttl = std::chrono::seconds{60},  // 30 in Enterprise zones
          .max_ttl = std::chrono::seconds{86400},
          .automatic_ttl = true,
          .verification = plan::Verification::authoritative,
          .proxied = true,
          .comments = true};
}

class Cloudflare final : public provider::Provider {
 public:
  Cloudflare(http::Url endpoint, Secret token, std::string zone_id)
      : api_(std::move(endpoint), std::move(token)), zone_id_(std::move(zone_id)) {}

  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }

  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>& names,
                                                              const Call& call) const override {
    if (zone_id_.empty()) return cloudflare::find_zones(api_, names, call);
    auto zone = cloudflare::get_zone(api_, zone_id_, call);
    if (!zone) return fail(std::move(zone).error());
    return std::vector{*std::move(zone)};
  }

  [[nodiscard]] Result<plan::ZoneState> read(const provider::ReadScope& scope, const Call& call) const override {
    if (!scope.zone.id.empty()) return cloudflare::read_records(api_, scope, call);
    provider::ReadScope with_id = scope;
    if (!zone_id_.empty()) {
      with_id.zone.id = zone_id_;
    } else {
      auto zone = cloudflare::find_zone(api_, scope.zone.name, call);
      if (!zone) return fail(std::move(zone).error());
      with_id.zone = *std::move(zone);
    }
    return cloudflare::read_records(api_, with_id, call);
  }

  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, const Call& call) const override {
    return cloudflare::write_records(api_, unit, call);
  }

 private:
  plan::Capabilities capabilities_ = providers::capabilities();
  cloudflare::Api api_;
  std::string zone_id_;
};

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  auto endpoint = endpoint_of("cloudflare", values);
  if (!endpoint) return fail(std::move(endpoint).error());
  return std::make_unique<Cloudflare>(*std::move(endpoint), values.secret("api_token"), values.text("zone_id"));
}

schema::Schema settings() {
  using schema::Kind;
  return {
      .fields = {
          {.key = "api_token",
           .kind = Kind::secret,
           .label = "API token",
           .help = "A token with the permission Zone > DNS > Edit for the zones to be kept. Not the Global API Key.",
           .required = true},
          {.key = "zone_id",
           .kind = Kind::text,
           .label = "Zone id",
           .help = "The 32 hex digits of the zone's overview page; only needed when the token sees several zones "
                   "of one name.",
           .example = "0123456789abcdef0123456789abcdef"},
          endpoint_field(std::string(kEndpoint)),
      }};
}

}  // namespace

const provider::ProviderSpec& cloudflare_spec() {
  static const provider::ProviderSpec spec{
      .id = "cloudflare",
      .name = "Cloudflare",
      .homepage = "https://www.cloudflare.com/",
      .credentials_page = "https://dash.cloudflare.com/profile/api-tokens",
      .notes =
          "Needs an API token with Zone > DNS > Edit; whether Zone > Zone > Read is needed too to find the zone is "
          "unconfirmed. Up to 200 records ride in one atomic call. Attributes that are not configured (proxied, "
          "TTL, comment, tags) stay as they are; the TTL of a proxied record is Cloudflare's. 1,200 calls in five "
          "minutes are allowed per token.",
      .capabilities = capabilities(),
      .settings = settings(),
      .make = make};
  return spec;
}

}  // namespace ddns::providers
