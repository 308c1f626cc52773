#include "rfc2136/read.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ddns/core/text.h"
#include "ddns/dns/authority.h"

namespace ddns::providers::rfc2136 {
namespace {

/// Tells own records from those a wildcard makes up; asks for each wildcard once.
class Wildcards {
 public:
  Wildcards(Primary& primary, const DomainName& zone) : primary_(primary), zone_(zone) {}

  /// Whether `answer` to name/type was made up.
  Result<bool> made(const dns::Answer& answer, const DomainName& name, dns::Type type) {
    auto like = like_a_wildcard(answer, name, type);
    if (!like || !*like) return like;
    dns::UpdateBuilder question(zone_);
    question.require_present(name, answer.aliases.empty() ? type : dns::Type::cname);
    const auto own = primary_.update(zone_, question);
    if (own) return false;
    if (own.error().reason == Reason::conflict) return true;
    return fail(own.error());
  }

 private:
  Result<bool> like_a_wildcard(const dns::Answer& answer, const DomainName& name, dns::Type type) {
    for (auto above = name.parent(); above && above->is_within(zone_); above = above->parent()) {
      const auto wildcard = DomainName::parse(cat("*.", above->text()));
      if (!wildcard || *wildcard == name) continue;
      const auto said = ask(*wildcard, type);
      if (!said) return fail(said.error());
      if (said->aliases == answer.aliases && said->addresses() == answer.addresses()) return true;
    }
    return false;
  }

  Result<dns::Answer> ask(const DomainName& wildcard, dns::Type type) {
    const auto key = std::pair(wildcard, type);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    auto answer = primary_.query(wildcard, type);
    if (answer) known_.emplace(key, *answer);
    return answer;
  }

  Primary& primary_;
  const DomainName& zone_;
  std::map<std::pair<DomainName, dns::Type>, dns::Answer> known_;
};

void append(plan::ZoneState& state, const RecordKey& key, const dns::Answer& answer) {
  if (!answer.aliases.empty()) {
    state.obstacles.push_back({key, cat("a CNAME to ", answer.aliases.front().to_string(), " stands at this name")});
    return;
  }
  for (const IpAddress& address : answer.addresses()) {
    state.records.push_back({.key = key, .address = address, .attributes = {.ttl = answer.ttl()}});
  }
}

bool elsewhere(const Error& error) {
  return error.reason == Reason::config || (error.reason == Reason::auth && error.service_code == "REFUSED");
}

Result<std::optional<DomainName>> zone_of(Primary& primary, const DomainName& name) {
  for (std::optional<DomainName> at = name; at && !at->is_root(); at = at->parent()) {
    const auto answer = primary.query(*at, dns::Type::soa);
    // Most servers refuse questions about zones they do not have.
    if (!answer && elsewhere(answer.error())) return std::nullopt;
    if (!answer) return fail(answer.error());
    if (const auto cut = dns::zone_cut(*answer, *at)) return cut->zone;
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<plan::ZoneRef>> find_zones(Primary& primary, const std::vector<DomainName>& names) {
  std::vector<plan::ZoneRef> zones;
  for (const DomainName& name : names) {
    const auto zone = zone_of(primary, name);
    if (!zone) return fail(zone.error());
    if (*zone && std::ranges::find(zones, **zone, &plan::ZoneRef::name) == zones.end()) zones.push_back({**zone});
  }
  return zones;
}

Result<plan::ZoneState> read_zone(Primary& primary, const provider::ReadScope& scope) {
  plan::ZoneState state{.zone = scope.zone};
  Wildcards wildcards(primary, scope.zone.name);
  for (const RecordKey& key : scope.keys) {
    const dns::Type type = dns::type_of(key.type);
    const auto answer = primary.query(key.name, type);
    if (!answer) return fail(answer.error());
    if (answer->records.empty() && answer->aliases.empty()) continue;
    const auto made = wildcards.made(*answer, key.name, type);
    if (!made) return fail(made.error());
    if (!*made) append(state, key, *answer);
  }
  return state;
}

}  // namespace ddns::providers::rfc2136
