#include <optional>

#include "aliyun/records.h"
#include "ddns/core/text.h"
#include "shared/zone_walk.h"

namespace ddns::providers::aliyun {
namespace {

constexpr std::size_t kFew = 2;
constexpr std::size_t kZonesPerPage = 100;  ///< the documented maximum
constexpr std::string_view kList = "/Domains/Domain";

/// International names are listed in Unicode, with the form for DNS beside them.
std::optional<plan::ZoneRef> to_zone(const http::Json& domain) {
  for (const auto* member : {"/PunyCode", "/DomainName"}) {
    if (auto name = DomainName::parse(domain.string(member))) return plan::ZoneRef{*std::move(name)};
  }
  return std::nullopt;
}

Result<std::optional<plan::ZoneRef>> look_up(const Api& api, const DomainName& name, const Call& call) {
  const Ask ask{.doing = cat("looking for the zone ", name.text()),
                .action = "DescribeDomains",
                .query = http::Query().add("KeyWord", name.text()).add("SearchMode", "EXACT")};
  const auto domains = api.all_pages(ask, kList, kZonesPerPage, call);
  if (!domains && domains.error().service_code == kNoSuchZone) return std::nullopt;
  if (!domains) return fail(domains.error());
  for (const auto& domain : *domains) {
    auto zone = to_zone(domain);
    if (zone && zone->name == name) return zone;
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<plan::ZoneRef>> find_zones(const Api& api, const std::vector<DomainName>& names, const Call& call) {
  if (names.size() <= kFew) {
    return walk_up(names, [&](const DomainName& suffix) { return look_up(api, suffix, call); });
  }
  const auto domains =
      api.all_pages({.doing = "listing the zones", .action = "DescribeDomains"}, kList, kZonesPerPage, call);
  if (!domains) return fail(domains.error());
  std::vector<plan::ZoneRef> found;
  for (const auto& domain : *domains) {
    if (auto zone = to_zone(domain)) found.push_back(*std::move(zone));
  }
  return found;
}

}  // namespace ddns::providers::aliyun
