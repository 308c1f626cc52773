#include "rfc2136/read.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "ddns/core/text.h"
#include "ddns/dns/authority.h"
#include "shared/ask_all.h"

namespace ddns::providers::rfc2136 {
namespace {

/// Questions under way at the same time.
constexpr std::size_t kAtOnce = 16;

using Question = std::pair<DomainName, dns::Type>;

bool empty(const dns::Answer& answer) { return answer.records.empty() && answer.aliases.empty(); }

/// The wildcards of the zone that may stand in for a name.
std::vector<DomainName> wildcards_above(const DomainName& name, const DomainName& zone) {
  std::vector<DomainName> out;
  for (auto above = name.parent(); above && above->is_within(zone); above = above->parent()) {
    const auto wildcard = DomainName::parse(cat("*.", above->text()));
    if (wildcard && *wildcard != name) out.push_back(*wildcard);
  }
  return out;
}

/// Tells own records from those a wildcard makes up.
class Wildcards {
 public:
  Wildcards(Primary& primary, const provider::ReadScope& scope, const std::vector<dns::Answer>& answers)
      : primary_(primary), scope_(scope), answers_(answers) {}

  /// Which of the answers were made up, by their places.
  Result<std::set<std::size_t>> made_up() {
    if (auto asked = ask_each_once(); !asked) return fail(std::move(asked).error());
    std::vector<std::size_t> doubtful;
    for (std::size_t at = 0; at < answers_.size(); ++at) {
      if (like_a_wildcard(at)) doubtful.push_back(at);
    }
    const auto own = ask_all<bool>(doubtful.size(), kAtOnce, [&](std::size_t i) { return is_own(doubtful[i]); });
    if (!own) return fail(own.error());
    std::set<std::size_t> made;
    for (std::size_t i = 0; i < doubtful.size(); ++i) {
      if (!own->at(i)) made.insert(doubtful[i]);
    }
    return made;
  }

 private:
  Status ask_each_once() {
    std::set<Question> questions;
    for (std::size_t at = 0; at < answers_.size(); ++at) {
      if (empty(answers_[at])) continue;
      for (auto& wildcard : wildcards_above(name(at), scope_.zone.name))
        questions.emplace(std::move(wildcard), type(at));
    }
    const std::vector<Question> list(questions.begin(), questions.end());
    const auto said = ask_all<dns::Answer>(
        list.size(), kAtOnce, [&](std::size_t i) { return primary_.query(list[i].first, list[i].second); });
    if (!said) return fail(said.error());
    for (std::size_t i = 0; i < list.size(); ++i) wildcards_.emplace(list[i], (*said)[i]);
    return {};
  }

  bool like_a_wildcard(std::size_t at) const {
    const dns::Answer& answer = answers_[at];
    if (empty(answer)) return false;
    return std::ranges::any_of(wildcards_above(name(at), scope_.zone.name), [&](const DomainName& wildcard) {
      const dns::Answer& said = wildcards_.at({wildcard, type(at)});
      return said.aliases == answer.aliases && said.addresses() == answer.addresses();
    });
  }

  /// A prerequisite looks at what the zone holds, not at what it would answer.
  Result<bool> is_own(std::size_t at) {
    dns::UpdateBuilder question(scope_.zone.name);
    question.require_present(name(at), answers_[at].aliases.empty() ? type(at) : dns::Type::cname);
    const auto own = primary_.update(scope_.zone.name, question);
    if (own) return true;
    if (own.error().reason == Reason::conflict) return false;
    return fail(own.error());
  }

  [[nodiscard]] const DomainName& name(std::size_t at) const { return scope_.keys[at].name; }
  [[nodiscard]] dns::Type type(std::size_t at) const { return dns::type_of(scope_.keys[at].type); }

  Primary& primary_;
  const provider::ReadScope& scope_;
  const std::vector<dns::Answer>& answers_;
  std::map<Question, dns::Answer> wildcards_;
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

/// The SOA's answer; nothing from a server that does not have the zone: most refuse such questions.
Result<std::optional<dns::Answer>> soa_of(Primary& primary, const DomainName& name) {
  auto answer = primary.query(name, dns::Type::soa);
  if (answer) return *std::move(answer);
  if (elsewhere(answer.error())) return std::nullopt;
  return fail(std::move(answer).error());
}

}  // namespace

Result<std::vector<plan::ZoneRef>> find_zones(Primary& primary, const std::vector<DomainName>& names) {
  std::set<DomainName> zones;
  std::set<DomainName> open(names.begin(), names.end());
  while (!open.empty()) {
    const std::vector<DomainName> asked(open.begin(), open.end());
    open.clear();
    const auto answers = ask_all<std::optional<dns::Answer>>(
        asked.size(), kAtOnce, [&](std::size_t at) { return soa_of(primary, asked[at]); });
    if (!answers) return fail(answers.error());
    for (std::size_t at = 0; at < asked.size(); ++at) {
      const auto& answer = (*answers)[at];
      if (!answer) continue;
      if (const auto cut = dns::zone_cut(*answer, asked[at])) {
        zones.insert(cut->zone);
      } else if (const auto above = asked[at].parent(); above && !above->is_root()) {
        open.insert(*above);
      }
    }
  }
  std::vector<plan::ZoneRef> out;
  out.reserve(zones.size());
  for (const DomainName& zone : zones) out.push_back({zone});
  return out;
}

Result<plan::ZoneState> read_zone(Primary& primary, const provider::ReadScope& scope) {
  const auto answers = ask_all<dns::Answer>(scope.keys.size(), kAtOnce, [&](std::size_t at) {
    return primary.query(scope.keys[at].name, dns::type_of(scope.keys[at].type));
  });
  if (!answers) return fail(answers.error());
  const auto made_up = Wildcards(primary, scope, *answers).made_up();
  if (!made_up) return fail(made_up.error());
  plan::ZoneState state{.zone = scope.zone};
  for (std::size_t at = 0; at < scope.keys.size(); ++at) {
    if (!made_up->contains(at)) append(state, scope.keys[at], (*answers)[at]);
  }
  return state;
}

}  // namespace ddns::providers::rfc2136
