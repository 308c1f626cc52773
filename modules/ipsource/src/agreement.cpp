#include "ddns/ipsource/agreement.h"

#include <algorithm>
#include <set>

#include "ddns/core/text.h"
#include "ddns/ipsource/strict_parse.h"

namespace ddns::ipsource {
namespace {

struct Party {
  AddressSet said;
  std::size_t voices = 0;
};

std::size_t strongest(const std::vector<Party>& parties) {
  std::size_t most = 0;
  for (const Party& party : parties) most = std::max(most, party.voices);
  return most;
}

/// One voice more for what was said; tells how many it has now.
std::size_t count(std::vector<Party>& parties, const AddressSet& said) {
  for (Party& party : parties) {
    if (party.said == said) return ++party.voices;
  }
  parties.push_back({said, 1});
  return 1;
}

Unavailable no_agreement(const std::vector<Vote>& votes, const std::vector<Party>& parties, std::size_t needed) {
  if (parties.empty()) {
    if (votes.size() == 1) return std::get<Unavailable>(votes.front().said);
    std::vector<std::string> failures;
    failures.reserve(votes.size());
    for (const Vote& vote : votes) failures.push_back(std::get<Unavailable>(vote.said).why.message);
    const Reason reason = votes.empty() ? Reason::config : std::get<Unavailable>(votes.back().said).why.reason;
    return unavailable(reason, votes.empty() ? "no witness can be asked for this family"
                                             : cat("no witness answered: ", join(failures, "; ")));
  }
  std::vector<std::string> said;
  said.reserve(votes.size());
  for (const Vote& vote : votes) {
    const auto* known = std::get_if<Known>(&vote.said);
    said.push_back(cat(vote.where, ": ", known != nullptr ? known->addresses.to_string() : std::string("nothing")));
  }
  return unavailable(Reason::unavailable, cat("only ", strongest(parties), " of the ", needed,
                                              " witnesses needed agree (", join(said, ", "), ")"));
}

Deadline patience(std::size_t witnesses_left, const Call& call) {
  const std::chrono::milliseconds share = call.deadline.remaining(call.clock.steady()) / witnesses_left;
  return call.deadline.earlier(Deadline::after(call.clock, std::max(share, least_patience)));
}

}  // namespace

Sighting agree(const std::vector<Witness>& witnesses, std::size_t needed, const Call& call) {
  Sighting out{.observation = Known{}};
  std::vector<Party> parties;
  std::set<std::string> heard;
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    const Witness& witness = witnesses[i];
    if (heard.contains(witness.voice)) continue;
    if (call.stop.stop_requested() || call.deadline.expired(call.clock.steady())) break;
    if (strongest(parties) + (witnesses.size() - i) < needed) break;
    const auto began = call.clock.steady();
    Observation said = witness.ask(patience(witnesses.size() - i, call));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(call.clock.steady() - began);
    const auto* known = std::get_if<Known>(&said);
    if (known != nullptr && !witness.voice.empty()) heard.insert(witness.voice);
    const bool settled = known != nullptr && count(parties, known->addresses) >= needed;
    if (settled) out.observation = said;
    out.votes.push_back({witness.where, std::move(said), took});
    out.disagreement = parties.size() > 1;
    if (settled) return out;
  }
  if (out.votes.empty() && !witnesses.empty()) {
    out.observation =
        unavailable(call.stop.stop_requested() ? Reason::cancelled : Reason::timeout, "no time was left to ask");
  } else {
    out.observation = no_agreement(out.votes, parties, needed);
  }
  return out;
}

}  // namespace ddns::ipsource
