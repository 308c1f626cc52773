#include <iterator>
#include <map>
#include <set>

#include "aliyun/records.h"
#include "ddns/core/text.h"
#include "shared/suffixes.h"

namespace ddns::providers::aliyun {
namespace {

constexpr std::string_view kDefaultLine = "default";
constexpr std::string_view kList = "/DomainRecords/Record";
constexpr std::size_t kPageOfName = 100;  ///< the documented maximum of DescribeSubDomainRecords
constexpr std::size_t kPageOfZone = 500;  ///< and of DescribeDomainRecords

/// One call per name, without type and line: it shows both families, every line, and a CNAME in the way.
Ask ask_for(const DomainName& name, const plan::ZoneRef& zone) {
  return {.doing = cat("reading the records of ", name.text()),
          .action = "DescribeSubDomainRecords",
          .query = http::Query()
                       .add("SubDomain", cat(host_label(name, zone.name), '.', zone.name.text()))
                       .add("DomainName", zone.name.text())};
}

Result<std::vector<http::Json>> fetch(const Api& api, const plan::ZoneRef& zone, const std::set<DomainName>& names,
                                      const Call& call) {
  if (names.size() > kFewNames) {
    const Ask whole{.doing = cat("reading the zone ", zone.name.text()),
                    .action = "DescribeDomainRecords",
                    .query = http::Query().add("DomainName", zone.name.text())};
    return api.all_pages(whole, kList, kPageOfZone, call);
  }
  std::vector<http::Json> all;
  for (const auto& name : names) {
    auto records = api.all_pages(ask_for(name, zone), kList, kPageOfName, call);
    if (!records) return records;
    all.insert(all.end(), std::make_move_iterator(records->begin()), std::make_move_iterator(records->end()));
  }
  return all;
}

/// Sorts what stands at the asked names into records and obstacles.
class Sorter {
 public:
  Sorter(const provider::ReadScope& scope, plan::ZoneState& state) : zone_(scope.zone.name), state_(state) {
    for (const auto& key : scope.keys) keys_[{key.name, line_of(key)}].push_back(key);
  }

  Status take(const http::Json& record) {
    const auto name = name_of_label(record.string("/RR"), zone_);
    if (!name) return {};  // not a host name, so nobody asked for it
    const auto found = keys_.find({*name, record.string("/Line", kDefaultLine)});
    if (found == keys_.end()) return {};
    const auto type = record.string("/Type");
    const bool disabled = iequals(record.string("/Status"), "DISABLE");
    for (const auto& key : found->second) {
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
    if (record.boolean("/Locked")) state_.obstacles.push_back({key, "the record is locked; unlock it in the console"});
    plan::RemoteRecord remote{.key = key, .address = *address, .id = *std::move(id)};
    if (const auto ttl = record.at("/TTL").as_integer()) remote.attributes.ttl = std::chrono::seconds(*ttl);
    state_.records.push_back(std::move(remote));
    return {};
  }

  const DomainName& zone_;
  std::map<std::pair<DomainName, std::string>, std::vector<RecordKey>> keys_;  ///< by name and line
  std::set<RecordKey> disabled_;
  plan::ZoneState& state_;
};

}  // namespace

std::string line_of(const RecordKey& key) { return key.line.empty() ? std::string(kDefaultLine) : key.line; }

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

}  // namespace ddns::providers::aliyun
