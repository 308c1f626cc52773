#include <iterator>
#include <map>
#include <set>

#include "ddns/core/text.h"
#include "shared/suffixes.h"
#include "tencentcloud/records.h"

namespace ddns::providers::tencentcloud {
namespace {

constexpr List kZones{.items = "/DomainList", .total = "/DomainCountInfo/DomainTotal", .none = kNoZones};
constexpr List kRecords{.items = "/RecordList", .total = "/RecordCountInfo/TotalCount", .none = kNoRecords};

Ask ask_for(std::string doing, const plan::ZoneRef& zone) {
  Ask ask{.doing = std::move(doing), .action = "DescribeRecordList"};
  ask.body.set("Domain", zone.name.text());
  return ask;
}

/// One call per name, without type and line: it shows both families, every line, and a CNAME in the way.
Result<std::vector<http::Json>> fetch(const Api& api, const plan::ZoneRef& zone, const std::set<DomainName>& names,
                                      const Call& call) {
  if (names.size() > kFewNames) {
    auto ask = ask_for(cat("reading the zone ", zone.name.text()), zone);
    ask.body.set("ErrorOnEmpty", "no");
    return api.all_pages(ask, kRecords, call);
  }
  std::vector<http::Json> all;
  for (const auto& name : names) {
    auto ask = ask_for(cat("reading the records of ", name.text()), zone);
    ask.body.set("Subdomain", host_label(name, zone.name)).set("ErrorOnEmpty", "no");
    auto records = api.all_pages(ask, kRecords, call);
    if (!records) return records;
    all.insert(all.end(), std::make_move_iterator(records->begin()), std::make_move_iterator(records->end()));
  }
  return all;
}

/// A line has a name and an id, and the user may write either.
bool is_on_line(const http::Json& record, const std::string& line) {
  const auto name = record.string("/Line");
  const auto id = record.text("/LineId");
  if (line.empty()) return id == kDefaultLineId || name == kDefaultLine;
  return line == name || line == id;
}

Attributes attributes_of(const http::Json& record) {
  Attributes attributes{.comment = record.string("/Remark")};
  if (const auto ttl = record.at("/TTL").as_integer()) attributes.ttl = std::chrono::seconds(*ttl);
  if (const auto weight = record.at("/Weight").as_integer()) attributes.extra[kWeight] = std::to_string(*weight);
  return attributes;
}

/// Sorts what stands at the asked names into records and obstacles.
class Sorter {
 public:
  Sorter(const provider::ReadScope& scope, plan::ZoneState& state) : zone_(scope.zone.name), state_(state) {
    for (const auto& key : scope.keys) keys_[key.name].push_back(key);
  }

  Status take(const http::Json& record) {
    const auto name = name_of_label(record.string("/Name"), zone_);
    if (!name) return {};  // not a host name, so nobody asked for it
    const auto found = keys_.find(*name);
    if (found == keys_.end()) return {};
    const auto type = record.string("/Type");
    const bool disabled = iequals(record.string("/Status"), "DISABLE");
    for (const auto& key : found->second) {
      if (!is_on_line(record, key.line)) continue;
      if (type == "CNAME" && !disabled) {
        state_.obstacles.push_back({key, cat("a CNAME to ", record.string("/Value"), " stands at this name")});
      }
      if (record_type_from(type) != key.type) continue;
      if (disabled) {
        disabled_.insert(key);
      } else if (auto kept = keep(key, record); !kept) {
        return kept;
      }
    }
    return {};
  }

  void finish() {
    for (const auto& record : state_.records) disabled_.erase(record.key);
    for (const auto& key : disabled_) {
      state_.obstacles.push_back({key, "a disabled record stands there; enable or delete it in the console"});
    }
  }

 private:
  Status keep(const RecordKey& key, const http::Json& record) {
    auto id = record.need_text("/RecordId");
    if (!id) return fail(std::move(id).error());
    const auto address = IpAddress::parse(record.string("/Value"));
    if (!address || address->family() != family_of(key.type)) {
      return fail(Reason::malformed, cat("the record ", *id, " of ", key.to_string(), " holds no such address"));
    }
    state_.records.push_back(
        {.key = key, .address = *address, .id = *std::move(id), .attributes = attributes_of(record)});
    return {};
  }

  const DomainName& zone_;
  std::map<DomainName, std::vector<RecordKey>> keys_;
  std::set<RecordKey> disabled_;
  plan::ZoneState& state_;
};

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
  std::set<DomainName> names;
  for (const auto& key : scope.keys) names.insert(key.name);
  const auto records = fetch(api, scope.zone, names, call);
  if (!records) return fail(records.error());
  plan::ZoneState state{.zone = scope.zone};
  Sorter sorter(scope, state);
  for (const auto& record : *records) {
    if (auto taken = sorter.take(record); !taken) return fail(std::move(taken).error());
  }
  sorter.finish();
  return state;
}

}  // namespace ddns::providers::tencentcloud
