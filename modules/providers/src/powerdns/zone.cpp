#include "powerdns/zone.h"

#include <algorithm>
#include <optional>
#include <set>

#include "ddns/core/text.h"
#include "ddns/http/json_text.h"
#include "shared/record_sorter.h"

namespace ddns::providers::powerdns {
namespace {

/// Where the service wants a TTL and neither the user nor the record has one.
constexpr std::chrono::seconds kDefaultTtl{300};

/// The id is the name with its final dot; the server writes it so itself.
std::string path_of(const plan::ZoneRef& zone) {
  return cat("zones/", http::percent_encode(zone.id.empty() ? zone.name.with_dot() : zone.id));
}

std::vector<plan::ZoneRef> to_zones(const http::Json& answer) {
  std::vector<plan::ZoneRef> zones;
  for (const auto& item : answer.items()) {
    auto name = DomainName::parse(item.string("/name"));
    if (name) zones.push_back({*std::move(name), item.string("/id")});
  }
  return zones;
}

Result<std::vector<plan::ZoneRef>> list(const Api& api, const std::string& doing, const http::Query& query,
                                        const Call& call) {
  auto answer = api.get(doing, "zones", query, call);
  if (!answer) return fail(std::move(answer).error());
  if (!answer->is_array()) return fail(Reason::malformed, cat(doing, ": the answer is no list"));
  return to_zones(*answer);
}

/// Asks for the name and its parents until there is a zone, or one that is known already. A private top-level zone
/// ("lan.") is as good as any.
Status walk(const Api& api, const DomainName& name, std::vector<plan::ZoneRef>& found, const Call& call) {
  for (std::optional<DomainName> at = name; at && !at->is_root(); at = at->parent()) {
    if (at->labels().front() == "*") continue;
    if (std::any_of(found.begin(), found.end(), [&](const auto& zone) { return zone.name == *at; })) return {};
    auto zones = list(api, cat("looking for the zone ", at->text()), http::Query().add("zone", at->with_dot()), call);
    if (!zones) return fail(std::move(zones).error());
    for (auto& zone : *zones) {
      if (zone.name != *at) continue;  // a server that does not know the filter sends them all
      found.push_back(std::move(zone));
      return {};
    }
  }
  return {};
}

/// Slave was renamed Secondary in 4.5; a Consumer is a catalogue's secondary (4.7).
bool is_copy(std::string_view kind) {
  return iequals(kind, "Slave") || iequals(kind, "Secondary") || iequals(kind, "Consumer");
}

/// Disabled records are not served, and replacing their RRset removes them.
Status take_answer(const http::Json& answer, const std::string& doing, RecordSorter& sorter) {
  if (!answer.at("/rrsets").is_array()) return fail(Reason::malformed, cat(doing, ": the answer has no rrsets"));
  for (const auto& rrset : answer.items("/rrsets")) {
    ListedRecord listed{.name = DomainName::parse(rrset.string("/name")), .type = rrset.string("/type")};
    if (const auto ttl = rrset.at("/ttl").as_integer()) listed.attributes.ttl = std::chrono::seconds(*ttl);
    for (const auto& record : rrset.items("/records")) {
      if (record.boolean("/disabled")) continue;
      listed.value = record.string("/content");
      if (auto taken = sorter.take(listed); !taken) return taken;
    }
  }
  return {};
}

Result<http::JsonObject> to_change(const plan::Operation& operation) {
  const auto* replace = std::get_if<plan::ReplaceSet>(&operation);
  if (replace == nullptr) return fail(Reason::internal, "powerdns was given an operation of another grain");
  http::JsonObject change;
  change.set("name", replace->key.name.with_dot()).set("type", to_string(replace->key.type));
  if (replace->after.empty()) return change.set("changetype", "DELETE");
  const auto ttl = replace->attributes.ttl ? replace->attributes.ttl : replace->current.ttl;
  http::JsonArray records;
  for (const auto& address : replace->after)
    records.add(http::JsonObject().set("content", address.to_string()).set("disabled", false));
  change.set("ttl", ttl.value_or(kDefaultTtl).count()).set("changetype", "REPLACE").set("records", records);
  return change;
}

}  // namespace

Result<std::vector<plan::ZoneRef>> find_zones(const Api& api, const std::vector<DomainName>& names, const Call& call) {
  if (names.size() > kFewNames) return list(api, "listing the zones", {}, call);
  std::vector<plan::ZoneRef> found;
  for (const auto& name : names) {
    if (auto walked = walk(api, name, found, call); !walked) return fail(std::move(walked).error());
  }
  return found;
}

Result<plan::ZoneState> read_zone(const Api& api, const provider::ReadScope& scope, const Call& call) {
  const auto names = names_of(scope);
  std::vector<http::Query> queries;
  if (names.size() <= kFewNames) {
    for (const auto& name : names) queries.push_back(http::Query().add("rrset_name", name.with_dot()));
  } else {
    queries.emplace_back();
  }
  RecordSorter sorter(scope);
  const auto doing = cat("reading the zone ", scope.zone.name.text());
  std::string id = scope.zone.id;
  bool copy = false;
  for (const auto& query : queries) {
    auto answer = api.get(doing, path_of(scope.zone), query, call);
    if (!answer) return fail(std::move(answer).error());
    if (auto taken = take_answer(*answer, doing, sorter); !taken) return fail(std::move(taken).error());
    if (id.empty()) id = answer->string("/id");
    copy = is_copy(answer->string("/kind"));
  }
  for (const auto& name : copy ? names : std::set<DomainName>{}) {
    sorter.block(name, std::nullopt, "this server only has a copy of the zone; changes belong on its primary");
  }
  auto state = sorter.finish();
  state.zone.id = std::move(id);
  return state;
}

provider::UnitResult write_zone(const Api& api, const plan::Unit& unit, const Call& call) {
  http::JsonArray changes;
  for (const auto& operation : unit.operations) {
    auto change = to_change(operation);
    if (!change) return provider::all_of(unit, fail(std::move(change).error()));
    changes.add(*change);
  }
  const auto what = unit.operations.size() == 1 ? plan::keys_of(unit.operations.front()).front().to_string()
                                                : cat(unit.operations.size(), " sets of ", unit.zone.name.text());
  auto done =
      api.patch(cat("writing ", what), path_of(unit.zone), http::JsonObject().set("rrsets", changes).to_string(), call);
  if (!done) return provider::all_of(unit, fail(std::move(done).error()));
  return provider::all_of(unit, provider::Ack{});
}

}  // namespace ddns::providers::powerdns
