#include "ddns/providers/aliyun.h"

#include "aliyun/records.h"
#include "ddns/core/text.h"
#include "ddns/provider/three_functions.h"
#include "shared/endpoint.h"

namespace ddns::providers {
namespace {

constexpr std::string_view kEndpoint = "https://alidns.aliyuncs.com/";

plan::Capabilities capabilities() {
  return {.grain = plan::Grain::record,
          .in_flight = 4,
          .rate = plan::Rate{.calls = 60, .window = std::chrono::seconds{1}},  // of the writes; reads may be faster
          .min_ttl = std::chrono::seconds{1},  // Ultimate edition; the free one wants 600 and says so
          .max_ttl = std::chrono::seconds{86400},
          .verification = plan::Verification::authoritative,
          .lines = true};
}

std::unique_ptr<provider::Provider> provider_for(aliyun::Api made) {
  const auto api = std::make_shared<const aliyun::Api>(std::move(made));
  return provider::make_provider(provider::ThreeFunctions{
      .capabilities = capabilities(),
      .find_zones = [api](const auto& names, const Call& call) { return aliyun::find_zones(*api, names, call); },
      .read = [api](const auto& scope, const Call& call) { return aliyun::read_records(*api, scope, call); },
      .apply = provider::one_by_one([api](const auto& zone, const auto& operation, const Call& call) {
        return aliyun::write_record(*api, zone, operation, call);
      })});
}

Result<std::unique_ptr<provider::Provider>> make(const schema::Values& values) {
  const auto& region = values.text("region");
  const bool regional = !region.empty() && values.text("endpoint") == kEndpoint;
  auto endpoint =
      regional ? http::Url::parse(cat("https://alidns.", region, ".aliyuncs.com/")) : endpoint_of("aliyun", values);
  if (!endpoint) return fail(std::move(endpoint).error());
  const bool rpc = values.text("signature") == "rpc";
  return provider_for(aliyun::Api(*std::move(endpoint),
                                  {.id = values.text("access_key_id"),
                                   .secret = values.secret("access_key_secret"),
                                   .security_token = values.secret("security_token")},
                                  rpc ? aliyun::Signature::rpc : aliyun::Signature::acs3));
}

std::optional<std::string> check_region(std::string_view text) {
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos) return std::nullopt;
  return "a region looks like ap-southeast-1";
}

schema::Schema settings() {
  using schema::Kind;
  return {.fields = {
              {.key = "access_key_id",
               .kind = Kind::text,
               .label = "AccessKey id",
               .help = "Id of an AccessKey of a RAM user.",
               .required = true,
               .example = "LTAI5tExampleExampleExam"},
              {.key = "access_key_secret",
               .kind = Kind::secret,
               .label = "AccessKey secret",
               .help = "The secret that belongs to the id.",
               .required = true},
              {.key = "security_token",
               .kind = Kind::secret,
               .label = "Security token",
               .help = "Only with temporary (STS) credentials."},
              {.key = "signature",
               .kind = Kind::choice,
               .label = "Signature",
               .help = "How calls are signed: acs3 (ACS3-HMAC-SHA256), or rpc (HMAC-SHA1, deprecated by the vendor) "
                       "for gateways that know nothing else.",
               .default_text = "acs3",
               .choices = {"acs3", "rpc"}},
              {.key = "region",
               .kind = Kind::text,
               .label = "Region",
               .help = "Use the API of this region. DNS data is the same everywhere, so this is rarely needed.",
               .example = "ap-southeast-1",
               .check = check_region},
              endpoint_field(std::string(kEndpoint), "Base URL of the API; wins over region."),
          }};
}

}  // namespace

const provider::ProviderSpec& aliyun_spec() {
  static const provider::ProviderSpec spec{
      .id = "aliyun",
      .aliases = {"alidns"},
      .name = "Alibaba Cloud DNS",
      .homepage = "https://www.alibabacloud.com/product/dns",
      .credentials_page = "https://ram.console.aliyun.com/manage/ak",
      .notes =
          "Needs the AccessKey of a RAM user with AliyunDNSFullAccess, or with alidns:DescribeDomains, "
          "DescribeSubDomainRecords, DescribeDomainRecords, AddDomainRecord, UpdateDomainRecord and "
          "DeleteDomainRecord. A record without `line` lies on the line `default`. The free edition takes TTLs from "
          "600 seconds; TTLs and lines that are not configured stay as they are. Regional endpoints are unconfirmed.",
      .capabilities = capabilities(),
      .settings = settings(),
      .make = make};
  return spec;
}

}  // namespace ddns::providers
