#include "aliyun/records.h"
#include "ddns/core/text.h"
#include "shared/record_sorter.h"
#include "shared/suffixes.h"

namespace ddns::providers::aliyun {
namespace {

constexpr std::string_view kDefaultLine = "default";
constexpr std::string_view kList = "/DomainRecords/Record";
constexpr std::size_t kPageOfName = 100;  ///< the documented maximum of DescribeSubDomainRecords
constexpr std::size_t kPageOfZone = 500;  ///< and of DescribeDomainRecords

Ask ask_for(const DomainName& name, const plan::ZoneRef& zone) {
  return {.doing = cat("reading the records of ", name.text()),
          .action = "DescribeSubDomainRecords",
          .query = http::Query()
                       .add("SubDomain", cat(host_label(name, zone.name), '.', zone.name.text()))
                       .add("DomainName", zone.name.text())};
}

Ask ask_for(const plan::ZoneRef& zone) {
  return {.doing = cat("reading the zone ", zone.name.text()),
          .action = "DescribeDomainRecords",
          .query = http::Query().add("DomainName", zone.name.text())};
}

ListedRecord to_listed(const http::Json& record, const DomainName& zone) {
  auto line = record.string("/Line", kDefaultLine);
  ListedRecord out{.name = name_of_label(record.string("/RR"), zone),
                   .type = record.string("/Type"),
                   .value = record.string("/Value"),
                   .id = record.need_text("/RecordId"),
                   .disabled = iequals(record.string("/Status"), "DISABLE"),
                   .lines = {line}};
  if (line == kDefaultLine) out.lines.emplace_back();
  if (const auto ttl = record.at("/TTL").as_integer()) out.attributes.ttl = std::chrono::seconds(*ttl);
  if (record.boolean("/Locked")) out.hindrance = "the record is locked; unlock it in the console";
  return out;
}

}  // namespace

std::string line_of(const RecordKey& key) { return key.line.empty() ? std::string(kDefaultLine) : key.line; }

Result<plan::ZoneState> read_records(const Api& api, const provider::ReadScope& scope, const Call& call) {
  const auto records = fetch_records(
      scope, kFewNames,
      [&](const DomainName& name) { return api.all_pages(ask_for(name, scope.zone), kList, kPageOfName, call); },
      [&] { return api.all_pages(ask_for(scope.zone), kList, kPageOfZone, call); });
  return sort_records(scope, records, [&](const http::Json& record) { return to_listed(record, scope.zone.name); });
}

}  // namespace ddns::providers::aliyun
