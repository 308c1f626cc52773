#include "round.h"

#include <algorithm>

#include "ddns/core/text.h"

namespace ddns::notify {
namespace {

constexpr std::size_t kMostLines = 50;

}  // namespace

void Round::changed(const events::AddressChanged& change, const std::vector<Id>& followers, const Rules& rules,
                    SteadyTime now) {
  // Two changes of one family within a round are one: from the first address to the last.
  const auto same = std::find_if(changes_.begin(), changes_.end(), [&](const auto& other) {
    return other.source == change.source && other.family == change.family;
  });
  if (same == changes_.end()) {
    changes_.push_back(change);
  } else {
    same->after = change.after;
  }
  awaited_.insert(followers.begin(), followers.end());
  for (const auto& id : followers) outcomes_.erase(id);
  if (!due_ || changes_.size() == 1) due_ = now + rules.patience;
}

void Round::updated(const events::RecordUpdated& update, const Rules& rules, SteadyTime now) {
  const auto result = update.unchanged ? Result::unchanged : Result::updated;
  if (update.unchanged && !awaits({update.account, update.key})) return;
  note({update.account, update.key}, {result, update.before, update.after, {}}, rules, now);
}

void Round::failed(const events::RecordUpdateFailed& failure, const Rules& rules, SteadyTime now) {
  const Id id{failure.account, failure.key};
  if (awaits(id)) note(id, {Result::failed, {}, failure.wanted, failure.error.message}, rules, now);
}

void Round::kept(const events::RecordKept& kept, const Rules& rules, SteadyTime now) {
  const Id id{kept.account, kept.key};
  if (awaits(id) && !outcomes_.contains(id)) note(id, {Result::unchanged, {}, kept.addresses, {}}, rules, now);
}

void Round::note(const Id& id, Outcome outcome, const Rules& rules, SteadyTime now) {
  outcomes_.insert_or_assign(id, std::move(outcome));
  const bool all =
      std::all_of(awaited_.begin(), awaited_.end(), [&](const Id& one) { return outcomes_.contains(one); });
  if (!all) return;
  // Everybody has answered; a moment more, for the other family.
  const auto soon = now + rules.settle;
  if (!due_ || soon < *due_) due_ = soon;
}

std::optional<Message> Round::close(Now now, const std::function<bool(Topic)>& wants) {
  if (!due_ || now.steady < *due_) return std::nullopt;
  const bool wrote = std::any_of(outcomes_.begin(), outcomes_.end(),
                                 [](const auto& entry) { return entry.second.result == Result::updated; });
  std::optional<Message> out;
  const bool as_change = !changes_.empty() && wants(Topic::address_changed);
  if (as_change || (wrote && wants(Topic::record_updated))) {
    out = Message{.topic = as_change ? Topic::address_changed : Topic::record_updated,
                  .severity = Severity::info,
                  .title = title(),
                  .text = text(),
                  .at = now.wall,
                  .ipv4 = facts(Family::ipv4),
                  .ipv6 = facts(Family::ipv6)};
  }
  *this = Round{};
  return out;
}

std::string Round::title() const {
  if (!changes_.empty()) {
    std::vector<std::string> parts;
    parts.reserve(changes_.size());
    for (const auto& change : changes_)
      parts.push_back(cat(change.before.to_string(), " → ", change.after.to_string()));
    return cat("Address changed: ", join(parts, "; "));
  }
  if (outcomes_.size() != 1) return cat(outcomes_.size(), " records updated");
  const auto& [id, outcome] = *outcomes_.begin();
  return cat(id.second.to_string(), " updated to ", outcome.after.to_string());
}

std::string Round::text() const {
  std::vector<std::string> lines;
  for (const auto& [id, outcome] : outcomes_) {
    const auto name = id.second.to_string();
    switch (outcome.result) {
      case Result::updated:
        lines.push_back(outcome.before.empty()
                            ? cat(name, ": ", outcome.after.to_string())
                            : cat(name, ": ", outcome.before.to_string(), " → ", outcome.after.to_string()));
        break;
      case Result::unchanged:
        lines.push_back(cat(name, ": was right already"));
        break;
      case Result::failed:
        lines.push_back(cat(name, ": failed: ", outcome.detail));
        break;
    }
  }
  for (const auto& id : awaited_) {
    if (!outcomes_.contains(id)) lines.push_back(cat(id.second.to_string(), ": not yet updated"));
  }
  const std::size_t shown = std::min(lines.size(), kMostLines);
  auto out = join(std::span(lines).first(shown), "\n");
  if (shown < lines.size()) out += cat("\n… and ", lines.size() - shown, " more");
  return out;
}

FamilyFacts Round::facts(Family family) const {
  FamilyFacts out;
  bool failed = false;
  bool updated = false;
  AddressSet addresses;
  const auto take = [&](const AddressSet& from) {
    for (const auto& address : from.only(family)) (void)addresses.insert(address);
  };
  for (const auto& change : changes_) {
    if (change.family == family) take(change.after);
  }
  const bool from_source = !addresses.empty();
  std::set<Id> ids = awaited_;
  for (const auto& [id, outcome] : outcomes_) ids.insert(id);
  for (const auto& id : ids) {
    if (family_of(id.second.type) != family) continue;
    out.domains.push_back(id.second.name.text());
    const auto outcome = outcomes_.find(id);
    failed = failed || outcome == outcomes_.end() || outcome->second.result == Result::failed;
    if (outcome == outcomes_.end()) continue;
    updated = updated || outcome->second.result == Result::updated;
    if (!from_source) take(outcome->second.after);
  }
  if (out.domains.empty() && addresses.empty()) return out;
  out.address = addresses.empty() ? std::string() : addresses.to_string();
  out.result = failed ? "failed" : updated ? "success" : "unchanged";
  return out;
}

}  // namespace ddns::notify
