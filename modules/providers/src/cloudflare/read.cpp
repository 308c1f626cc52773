#include <set>

#include "cloudflare/pages.h"
#include "cloudflare/records.h"
#include "ddns/core/text.h"

namespace ddns::providers::cloudflare {
namespace {

std::string path_of(const plan::ZoneRef& zone) { return cat("zones/", http::percent_encode(zone.id), "/dns_records"); }

/// One call per name, not per RRset: without a type it shows both families and a CNAME in the way.
Result<std::vector<http::Json>> by_name(const Api& api, const plan::ZoneRef& zone, const std::set<DomainName>& names,
                                        const Call& call) {
  std::vector<http::Json> all;
  for (const auto& name : names) {
    const Ask ask{.doing = cat("reading the records of ", name.text()),
                  .path = path_of(zone),
                  .query = http::Query().add("name", name.text())};
    auto records = all_pages(api, ask, kRecordsPerPage, call);
    if (!records) return records;
    all.insert(all.end(), records->begin(), records->end());
  }
  return all;
}

Attributes attributes_of(const http::Json& record) {
  Attributes attributes;
  if (const auto ttl = record.at("/ttl").as_integer()) attributes.ttl = std::chrono::seconds(*ttl);
  attributes.proxied = record.boolean("/proxied");
  attributes.comment = record.string("/comment");
  return attributes;
}

/// Sorts what stands at the asked names into records and obstacles.
class Sorter {
 public:
  Sorter(const provider::ReadScope& scope, plan::ZoneState& state)
      : scope_(scope), wanted_(scope.keys.begin(), scope.keys.end()), state_(state) {}

  Status take(const http::Json& record) {
    const auto name = DomainName::parse(record.string("/name"));
    if (!name) return {};  // not a host name, so nobody asked for it
    const auto type = record.string("/type");
    if (type == "CNAME") {
      block(*name, std::nullopt, cat("a CNAME to ", record.string("/content"), " stands at this name"));
      return {};
    }
    const auto ours = record_type_from(type);
    if (!ours || !wanted_.contains({*name, *ours})) return {};
    // Records of Workers and other products; seen in answers, not documented (unconfirmed).
    if (record.boolean("/meta/read_only")) {
      block(*name, ours, "Cloudflare keeps a read-only record at this name");
      return {};
    }
    return keep({*name, *ours}, record);
  }

 private:
  Status keep(RecordKey key, const http::Json& record) {
    auto id = record.need_text("/id");
    if (!id) return fail(std::move(id).error());
    const auto address = IpAddress::parse(record.string("/content"));
    if (!address || address->family() != family_of(key.type)) {
      return fail(Reason::malformed, cat("the record ", *id, " of ", key.to_string(), " holds no such address"));
    }
    state_.records.push_back(
        {.key = std::move(key), .address = *address, .id = *id, .attributes = attributes_of(record)});
    return {};
  }

  void block(const DomainName& name, std::optional<RecordType> type, const std::string& what) {
    for (const auto& key : scope_.keys) {
      if (key.name == name && (!type || key.type == *type)) state_.obstacles.push_back({key, what});
    }
  }

  const provider::ReadScope& scope_;
  std::set<RecordKey> wanted_;
  plan::ZoneState& state_;
};

}  // namespace

Result<plan::ZoneState> read_records(const Api& api, const provider::ReadScope& scope, const Call& call) {
  std::set<DomainName> names;
  for (const auto& key : scope.keys) names.insert(key.name);
  const Ask whole{.doing = cat("reading the zone ", scope.zone.name.text()), .path = path_of(scope.zone)};
  auto records =
      names.size() <= kFewNames ? by_name(api, scope.zone, names, call) : all_pages(api, whole, kRecordsPerPage, call);
  if (!records) return fail(std::move(records).error());
  plan::ZoneState state{.zone = scope.zone};
  Sorter sorter(scope, state);
  for (const auto& record : *records) {
    if (auto taken = sorter.take(record); !taken) return fail(std::move(taken).error());
  }
  return state;
}

}  // namespace ddns::providers::cloudflare
