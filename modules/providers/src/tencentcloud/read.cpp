#include <algorithm>

#include "ddns/core/text.h"
#include "shared/record_sorter.h"
#include "shared/suffixes.h"
#include "tencentcloud/records.h"

namespace ddns::providers::tencentcloud {
namespace {

constexpr Listing kZones{.items = "/DomainList", .total = "/DomainCountInfo/DomainTotal", .none = kNoZones};
constexpr Listing kRecords{.items = "/RecordList", .total = "/RecordCountInfo/TotalCount", .none = kNoRecords};

Ask ask_for(std::string doing, const plan::ZoneRef& zone) {
  Ask ask{.doing = std::move(doing), .action = "DescribeRecordList"};
  ask.body.set("Domain", zone.name.text());
  return ask;
}

Attributes attributes_of(const http::Json& record) {
  Attributes attributes{.comment = record.string("/Remark")};
  if (const auto ttl = record.at("/TTL").as_integer()) attributes.ttl = std::chrono::seconds(*ttl);
  if (const auto weight = record.at("/Weight").as_integer()) attributes.extra[kWeight] = std::to_string(*weight);
  return attributes;
}

/// A line has a name and an id, and the user may write either.
std::vector<std::string> lines_of(const http::Json& record) {
  std::vector<std::string> lines;
  for (auto word : {record.string("/Line"), record.text("/LineId")}) {
    if (!word.empty()) lines.push_back(std::move(word));
  }
  const bool is_default = std::ranges::any_of(
      lines, [](const std::string& word) { return word == kDefaultLine || word == kDefaultLineId; });
  if (is_default) lines.emplace_back();
  return lines;
}

ListedRecord to_listed(const http::Json& record, const DomainName& zone) {
  return {.name = name_of_label(record.string("/Name"), zone),
          .type = record.string("/Type"),
          .value = record.string("/Value"),
          .id = record.need_text("/RecordId"),
          .disabled = iequals(record.string("/Status"), "DISABLE"),
          .attributes = attributes_of(record),
          .lines = lines_of(record)};
}

}  // namespace

Result<std::vector<plan::ZoneRef>> find_zones(const Api& api, const Call& call) {
  Ask ask{.doing = "listing the zones", .action = "DescribeDomainList"};
  ask.body.set("Type", "ALL");
  const auto domains = api.all_pages(ask, kZones, call);
  if (!domains) return fail(domains.error());
  std::vector<plan::ZoneRef> zones;
  for (const auto& domain : *domains) {
    auto name = DomainName::parse(domain.string("/Punycode", domain.string("/Name")));
    if (!name) name = DomainName::parse(domain.string("/Name"));
    if (name) zones.push_back({*std::move(name)});
  }
  return zones;
}

Result<plan::ZoneState> read_records(const Api& api, const provider::ReadScope& scope, const Call& call) {
  const auto of_name = [&](const DomainName& name) {
    auto ask = ask_for(cat("reading the records of ", name.text()), scope.zone);
    ask.body.set("Subdomain", host_label(name, scope.zone.name)).set("ErrorOnEmpty", "no");
    return api.all_pages(ask, kRecords, call);
  };
  const auto of_zone = [&] {
    auto ask = ask_for(cat("reading the zone ", scope.zone.name.text()), scope.zone);
    ask.body.set("ErrorOnEmpty", "no");
    return api.all_pages(ask, kRecords, call);
  };
  return sort_records(scope, fetch_records(scope, kFewNames, of_name, of_zone),
                      [&](const http::Json& record) { return to_listed(record, scope.zone.name); });
}

}  // namespace ddns::providers::tencentcloud
