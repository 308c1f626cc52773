#include "powerdns/zone.h"

#include <optional>
#include <set>

#include "ddns/core/text.h"
#include "ddns/http/json_text.h"
#include "shared/ask_all.h"
#include "shared/record_sorter.h"
#include "shared/zone_walk.h"

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

/// nullopt when the server has no zone of that name.
Result<std::optional<plan::ZoneRef>> look_up(const Api& api, const DomainName& name, const Call& call) {
  auto zones = list(api, cat("looking for the zone ", name.text()), http::Query().add("zone", name.with_dot()), call);
  if (!zones) return fail(std::move(zones).error());
  for (auto& zone : *zones) {
    if (zone.name == name) return std::move(zone);  // a server that does not know the filter sends them all
  }
  return std::nullopt;
}

/// Slave was renamed Secondary in 4.5; a Consumer is a catalogue's secondary (4.7).
bool is_copy(std::string_view kind) {
  return iequals(kind, "Slave") || iequals(kind, "Secondary") || iequals(kind, "Consumer");
}

/// A zone's answer, and the only name to be taken from it: a server that does not know the filter sends all of them,
/// and each would be taken once for every name.
struct Piece {
  http::Json answer;
  std::optional<DomainName> only = {};
};

/// Disabled records are not served, and replacing their RRset removes them.
Status take_piece(const Piece& piece, const std::string& doing, RecordSorter& sorter) {
  if (!piece.answer.at("/rrsets").is_array()) return fail(Reason::malformed, cat(doing, ": the answer has no rrsets"));
  for (const auto& rrset : piece.answer.items("/rrsets")) {
    ListedRecord listed{.name = DomainName::parse(rrset.string("/name")), .type = rrset.string("/type")};
    if (piece.only && (!listed.name || *listed.name != *piece.only)) continue;
    if (const auto ttl = rrset.at("/ttl").as_integer()) listed.attributes.ttl = std::chrono::seconds(*ttl);
    for (const auto& record : rrset.items("/records")) {
      if (record.boolean("/disabled")) continue;
      listed.value = record.string("/content");
      if (auto taken = sorter.take(listed); !taken) return taken;
    }
  }
  return {};
}

/// What was asked for, in one piece or one for each name.
Result<std::vector<Piece>> fetch(const Api& api, const plan::ZoneRef& zone, const std::set<DomainName>& names,
                                 const std::string& doing, const Call& call) {
  if (names.size() > kFewNames) {
    auto whole = api.get(doing, path_of(zone), {}, call);
    if (whole) return std::vector{Piece{*std::move(whole)}};
    if (whole.error().service_code != http::kBodyTooLong) return fail(std::move(whole).error());
  }
  const std::vector<DomainName> list(names.begin(), names.end());
  return ask_all<Piece>(list.size(), kAtOnce, [&](std::size_t at) -> Result<Piece> {
    auto answer = api.get(doing, path_of(zone), http::Query().add("rrset_name", list[at].with_dot()), call);
    if (!answer) return fail(std::move(answer).error());
    return Piece{*std::move(answer), list[at]};
  });
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
  if (names.size() > kFewZones) return list(api, "listing the zones", {}, call);
  // A private top-level zone ("lan.") is as good as any.
  return walk_up(
      names, [&](const DomainName& suffix) { return look_up(api, suffix, call); }, 1);
}

Result<plan::ZoneState> read_zone(const Api& api, const provider::ReadScope& scope, const Call& call) {
  const auto names = names_of(scope);
  const auto doing = cat("reading the zone ", scope.zone.name.text());
  const auto pieces = fetch(api, scope.zone, names, doing, call);
  if (!pieces) return fail(pieces.error());
  RecordSorter sorter(scope);
  std::string id = scope.zone.id;
  bool copy = false;
  for (const auto& piece : *pieces) {
    if (auto taken = take_piece(piece, doing, sorter); !taken) return fail(std::move(taken).error());
    if (id.empty()) id = piece.answer.string("/id");
    copy = is_copy(piece.answer.string("/kind"));
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
