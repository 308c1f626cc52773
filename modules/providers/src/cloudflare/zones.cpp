#include "cloudflare/zones.h"

#include <algorithm>
#include <optional>

#include "cloudflare/pages.h"
#include "ddns/core/text.h"
#include "shared/zone_walk.h"

namespace ddns::providers::cloudflare {
namespace {

constexpr std::size_t kFewNames = 2;
constexpr int kZonesPerPage = 50;  ///< the documented maximum of /zones

/// nullopt for what is no zone of use: deleted, or with a name that cannot be a host's.
Result<std::optional<plan::ZoneRef>> to_zone(const http::Json& zone) {
  if (zone.string("/status") == "deleted") return std::nullopt;
  auto id = zone.need_text("/id");
  if (!id) return fail(std::move(id).error());
  auto name = DomainName::parse(zone.string("/name"));
  if (!name) return std::nullopt;
  return plan::ZoneRef{*std::move(name), *std::move(id)};
}

Result<std::vector<plan::ZoneRef>> to_zones(const std::vector<http::Json>& answers) {
  std::vector<plan::ZoneRef> zones;
  for (const auto& answer : answers) {
    auto zone = to_zone(answer);
    if (!zone) return fail(std::move(zone).error());
    if (*zone) zones.push_back(std::move(**zone));
  }
  return zones;
}

tl::unexpected<Error> ambiguous(const DomainName& name) {
  return fail(Reason::config,
              cat("the token sees more than one zone ", name.text(), "; set zone_id to the one that is meant"));
}

/// By exact name; nullopt when there is none.
Result<std::optional<plan::ZoneRef>> look_up(const Api& api, const DomainName& name, const Call& call) {
  auto answer = api.send({.doing = cat("looking for the zone ", name.text()),
                          .path = "zones",
                          .query = http::Query().add("name", name.text())},
                         call);
  if (!answer) return fail(std::move(answer).error());
  if (!answer->at("/result").is_array()) {
    return fail(Reason::malformed, cat("looking for the zone ", name.text(), ": the answer has no list"));
  }
  auto zones = to_zones(answer->items("/result"));
  if (!zones) return fail(std::move(zones).error());
  // A gateway that knows no filter sends other zones too, and a record must not land in one of them.
  std::erase_if(*zones, [&](const plan::ZoneRef& zone) { return zone.name != name; });
  if (zones->size() > 1) return ambiguous(name);
  if (zones->empty()) return std::nullopt;
  return std::move(zones->front());
}

/// Two zones of one name matter only where one of the names would lie in them.
std::optional<DomainName> twice(std::vector<plan::ZoneRef>& zones, const std::vector<DomainName>& names) {
  std::sort(zones.begin(), zones.end());
  for (std::size_t i = 1; i < zones.size(); ++i) {
    if (zones[i - 1].name != zones[i].name) continue;
    if (std::any_of(names.begin(), names.end(), [&](const auto& name) { return name.is_within(zones[i].name); }))
      return zones[i].name;
  }
  return std::nullopt;
}

Result<std::vector<plan::ZoneRef>> list(const Api& api, const std::vector<DomainName>& names, const Call& call) {
  auto answers = all_pages(api, {.doing = "listing the zones", .path = "zones"}, kZonesPerPage, call);
  if (!answers) return fail(std::move(answers).error());
  auto zones = to_zones(*answers);
  if (!zones) return zones;
  if (const auto name = twice(*zones, names)) return ambiguous(*name);
  return zones;
}

}  // namespace

Result<std::vector<plan::ZoneRef>> find_zones(const Api& api, const std::vector<DomainName>& names, const Call& call) {
  if (names.size() > kFewNames) return list(api, names, call);
  return walk_up(names, [&](const DomainName& suffix) { return look_up(api, suffix, call); });
}

Result<plan::ZoneRef> find_zone(const Api& api, const DomainName& name, const Call& call) {
  auto zone = look_up(api, name, call);
  if (!zone) return fail(std::move(zone).error());
  if (*zone) return std::move(**zone);
  return fail(Reason::not_found, cat("the token sees no zone ", name.text(),
                                     "; check the name, and that api_token is allowed to edit it"));
}

Result<plan::ZoneRef> get_zone(const Api& api, const std::string& id, const Call& call) {
  auto answer =
      api.send({.doing = "asking for the zone of zone_id", .path = cat("zones/", http::percent_encode(id))}, call);
  if (!answer) return fail(std::move(answer).error());
  auto zone = to_zone(answer->at("/result"));
  if (!zone) return fail(std::move(zone).error());
  if (*zone) return std::move(**zone);
  return fail(Reason::not_found, "the zone of zone_id is deleted; check zone_id");
}

}  // namespace ddns::providers::cloudflare
