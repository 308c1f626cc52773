#include "ddns/providers/tencentcloud.h"

#include "ddns/provider/three_functions.h"
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

std::unique_ptr<provider::Provider> provider_for(tencentcloud::Api made) {
  const auto api = std::make_shared<const tencentcloud::Api>(std::move(made));
  return provider::make_provider(provider::ThreeFunctions{
      .capabilities = capabilities(),
      .find_zones = [api](const auto& /*names*/, const Call& call) { return tencentcloud::find_zones(*api, call); },
      .read = [api](const auto& scope, const Call& call) { return tencentcloud::read_records(*api, scope, call); },
      .apply = provider::one_by_one([api](const auto& zone, const auto& operation, const Call& call) {
        return tencentcloud::write_record(*api, zone, operation, call);
      })});
}

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  auto endpoint = endpoint_of("tencentcloud", values);
  if (!endpoint) return fail(std::move(endpoint).error());
  http::sign::TencentKey key{
      .id = values.text("secret_id"), .secret = values.secret("secret_key"), .token = values.secret("token")};
  return provider_for(tencentcloud::Api(*std::move(endpoint), std::move(key), values.text("region")));
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
