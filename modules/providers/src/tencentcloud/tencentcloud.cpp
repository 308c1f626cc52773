#include "ddns/providers/tencentcloud.h"

#include "shared/endpoint.h"
#include "tencentcloud/records.h"

namespace ddns::providers {
namespace {

constexpr std::string_view kEndpoint = "https://dnspod.tencentcloudapi.com/";

plan::Capabilities capabilities() {
  return {.grain = plan::Grain::record,
          .in_flight = 4,
          .rate = plan::Rate{.calls = 100, .window = std::chrono::seconds{1}},  // of the reads; writes may be faster
          .min_ttl = std::chrono::seconds{1},  // dearest plan; the free one wants 600 and says so
          .max_ttl = std::chrono::seconds{604800},
          .verification = plan::Verification::authoritative,
          .comments = true,
          .lines = true,
          .extra = std::vector<std::string>{tencentcloud::kWeight}};
}

class TencentCloud final : public provider::Provider {
 public:
  explicit TencentCloud(tencentcloud::Api api) : api_(std::move(api)) {}

  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }

  [[nodiscard]] Result<std::vector<plan::ZoneRef>> find_zones(const std::vector<DomainName>& /*names*/,
                                                              const Call& call) const override {
    return tencentcloud::find_zones(api_, call);
  }
  [[nodiscard]] Result<plan::ZoneState> read(const provider::ReadScope& scope, const Call& call) const override {
    return tencentcloud::read_records(api_, scope, call);
  }
  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, const Call& call) const override {
    provider::UnitResult results;
    for (const auto& operation : unit.operations) {
      results.push_back(tencentcloud::write_record(api_, unit.zone, operation, call));
    }
    return results;
  }

 private:
  plan::Capabilities capabilities_ = providers::capabilities();
  tencentcloud::Api api_;
};

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  auto endpoint = endpoint_of("tencentcloud", values);
  if (!endpoint) return fail(std::move(endpoint).error());
  http::sign::TencentKey key{
      .id = values.text("secret_id"), .secret = values.secret("secret_key"), .token = values.secret("token")};
  return std::make_unique<TencentCloud>(tencentcloud::Api(*std::move(endpoint), std::move(key), values.text("region")));
}

schema::Schema settings() {
  using schema::Kind;
  return {.fields = {
              {.key = "secret_id",
               .kind = Kind::text,
               .label = "Secret id",
               .help = "SecretId of an API key.",
               .required = true,
               .example = "AKIDexampleExampleExampleExample"},
              {.key = "secret_key",
               .kind = Kind::secret,
               .label = "Secret key",
               .help = "The SecretKey that belongs to the id.",
               .required = true},
              {.key = "token", .kind = Kind::secret, .label = "Token", .help = "Only with temporary credentials."},
              {.key = "region",
               .kind = Kind::text,
               .label = "Region",
               .help = "Sent as X-TC-Region. DNSPod does not need it.",
               .example = "ap-guangzhou"},
              endpoint_field(std::string(kEndpoint)),
          }};
}

}  // namespace

const provider::ProviderSpec& tencentcloud_spec() {
  static const provider::ProviderSpec spec{.id = "tencentcloud",
                                           .aliases = {"tencent", "dnspod3"},
                                           .name = "Tencent Cloud DNSPod",
                                           .homepage = "https://www.tencentcloud.com/products/dns",
                                           .credentials_page = "https://console.cloud.tencent.com/cam/capi",
                                           .notes =
                                               "Needs an API key of a CAM user with QcloudDNSPodFullAccess. A record "
                                               "without `line` lies on the default line; "
                                               "`line` takes a line's name or its id. The free plan takes TTLs from "
                                               "600 seconds; TTL, remark, weight and line "
                                               "stay as they are unless configured. A record's `extra` may set "
                                               "`Weight`, 0 to 100. International accounts use "
                                               "the same lines; regional endpoints are unconfirmed.",
                                           .capabilities = capabilities(),
                                           .settings = settings(),
                                           .make = make};
  return spec;
}

}  // namespace ddns::providers
