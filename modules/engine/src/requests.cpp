#include "requests.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "accounts.h"
#include "ddns/core/text.h"
#include "detection.h"
#include "records.h"

namespace ddns::engine {
namespace {

RecordOutcome outcome(const Step& step, std::size_t record, OutcomeKind kind, std::optional<Error> error = {}) {
  return {.key = step.record(record).target.key,
          .account = step.record(record).account,
          .kind = kind,
          .addresses = step.world.tracks[record].wanted.value_or(AddressSet{}),
          .error = std::move(error)};
}

void force(Step& step, std::size_t record, const std::string& actor) {
  Track& track = step.world.tracks[record];
  if (!track.account) return;
  if (track.in_job) {
    track.insisted = actor;
    return;
  }
  track.must_read = true;
  caused_by(track, events::Trigger::request, actor);
  clear_trouble(track);
  if (track.proof.stage == ProofStage::trust) track.proof.stage = ProofStage::none;
  lift_pause(step, *track.account);
}

Error misconfigured(const Step& step, std::size_t record) {
  return {.reason = Reason::config,
          .message = cat("record ", step.record(record).target.key.to_string(), " names account \"",
                         step.record(record).account, "\" and source \"", step.record(record).source,
                         "\", and one of them does not exist")};
}

/// Why this record is not written now although it should be; nullopt = it will be, or is being.
std::optional<RecordOutcome> held_up(const Step& step, std::size_t record, const Track& track) {
  if (step.world.paused) return outcome(step, record, OutcomeKind::paused);
  const Account& account = step.world.accounts[*track.account];
  if (account.paused && account.paused_until > step.now.steady) {
    return outcome(step, record, OutcomeKind::failed, account.paused);
  }
  if (track.trouble && track.retry_at > step.now.steady) {
    return outcome(step, record, OutcomeKind::failed, track.trouble->last_error);
  }
  if (track.not_before > step.now.steady) {
    return outcome(step, record, OutcomeKind::failed,
                   Error{.reason = Reason::rate_limited,
                         .message = cat(step.record(record).target.key.to_string(),
                                        " was written just now; the service wants a pause between two writes")});
  }
  return std::nullopt;
}

/// What is to be said about the record now; nullopt = wait.
std::optional<RecordOutcome> resolve(const Step& step, std::size_t record) {
  const Track& track = step.world.tracks[record];
  if (!track.watch) return outcome(step, record, OutcomeKind::failed, misconfigured(step, record));
  if (auto unknown = unknown_wish(step, record)) return outcome(step, record, OutcomeKind::unavailable, unknown);
  if (track.refusal) return outcome(step, record, OutcomeKind::failed, track.refusal);
  if (track.in_job || track.insisted || track.proof.stage == ProofStage::trust) return std::nullopt;
  if (wants_job(track)) return held_up(step, record, track);
  return outcome(step, record, OutcomeKind::kept);
}

/// Nobody hears of families that nobody asked for and this machine does not have, unless there is nothing else to tell.
std::vector<std::size_t> told_of(const Step& step, const std::vector<std::size_t>& records) {
  std::vector<std::size_t> told;
  std::ranges::copy_if(records, std::back_inserter(told), [&](std::size_t record) {
    const auto& watch = step.world.tracks[record].watch;
    return !watch || !is_moot(step.world.watches[*watch]);
  });
  return told.empty() ? records : told;
}

bool answer(Step& step, UpdateTicket& ticket) {
  if (ticket.round) return false;
  UpdateReport report;
  report.records.reserve(ticket.records.size());
  for (const std::size_t record : told_of(step, ticket.records)) {
    auto now = resolve(step, record);
    if (!now) return false;
    const auto noted = ticket.notes.find(record);
    // What happened since says more than that nothing is open; a later wish that is held up says more still.
    const bool at_rest = now->kind == OutcomeKind::kept || now->kind == OutcomeKind::unavailable;
    report.records.push_back(noted != ticket.notes.end() && at_rest ? noted->second : *std::move(now));
  }
  step.out.updates.emplace_back(ticket.id, std::move(report));
  return true;
}

}  // namespace

void on_update_asked(Step& step, UpdateAsked&& asked) {
  UpdateTicket ticket{.id = asked.ticket, .force = asked.request.force, .actor = std::move(asked.request.actor)};
  std::vector<std::size_t> watches;
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    if (asked.request.name && step.record(i).target.key.name != *asked.request.name) continue;
    ticket.records.push_back(i);
    const Track& track = step.world.tracks[i];
    if (ticket.force) force(step, i, ticket.actor);
    if (track.watch && std::ranges::find(watches, *track.watch) == watches.end()) watches.push_back(*track.watch);
  }
  if (!watches.empty()) ticket.round = begin_round(step, events::Trigger::request, watches);
  step.world.updates.push_back(std::move(ticket));
}

std::optional<Error> unknown_wish(const Step& step, std::size_t record) {
  const Track& track = step.world.tracks[record];
  const Watch& watch = step.world.watches[*track.watch];
  if (watch.failing) return watch.failing;
  // Another record of the same source may be cleared; this one stands, and nobody knows whether it is right.
  const bool nothing = watch.accepted && watch.accepted->empty() && !step.record(record).target.clear_when_none;
  if (nothing || (!track.wanted && !track.refusal)) return found_nothing(watch.family);
  return std::nullopt;
}

bool asks_source_of(const Step& step, const UpdateTicket& ticket, std::size_t record) {
  const auto& watch = step.world.tracks[record].watch;
  if (!ticket.round || !watch || !std::ranges::binary_search(ticket.records, record)) return false;
  const auto& rounds = step.world.watches[*watch].rounds;
  return std::ranges::find(rounds, *ticket.round) != rounds.end();
}

void heed_insistence(Step& step, std::size_t account) {
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    Track& track = step.world.tracks[i];
    if (track.account != account) continue;
    if (const auto actor = std::exchange(track.insisted, std::nullopt)) force(step, i, *actor);
  }
}

void note_outcome(Step& step, std::size_t record, OutcomeKind kind, const std::optional<Error>& error) {
  for (UpdateTicket& ticket : step.world.updates) {
    if (std::ranges::find(ticket.records, record) == ticket.records.end()) continue;
    ticket.notes.insert_or_assign(record, outcome(step, record, kind, error));
  }
}

void answer_requests(Step& step) {
  for (UpdateTicket& ticket : step.world.updates) {
    if (ticket.round && !step.world.rounds.contains(*ticket.round)) ticket.round.reset();
  }
  std::erase_if(step.world.updates, [&](UpdateTicket& ticket) { return answer(step, ticket); });
}

void cancel_requests(Step& step, const std::string& why) {
  const Error error{.reason = Reason::cancelled, .message = why};
  for (UpdateTicket& ticket : std::exchange(step.world.updates, {})) {
    UpdateReport report;
    for (const std::size_t record : ticket.records) {
      report.records.push_back(outcome(step, record, OutcomeKind::failed, error));
    }
    step.out.updates.emplace_back(ticket.id, std::move(report));
  }
  for (PlanTicket& ticket : std::exchange(step.world.plans, {})) {
    ticket.report.failures.push_back({.account = {}, .keys = {}, .error = error});
    step.out.plans.emplace_back(ticket.id, std::move(ticket.report));
  }
}

}  // namespace ddns::engine
