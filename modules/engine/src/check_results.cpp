#include <algorithm>
#include <utility>

#include "proofs.h"
#include "records.h"
#include "requests.h"

namespace ddns::engine {
namespace {

void doubt(Step& step, const CheckResult& result) {
  step.emit(step.world.tracks[result.record].trace, events::RecordDoubted{.key = step.record(result.record).target.key,
                                                                          .account = step.record(result.record).account,
                                                                          .doubt = result.doubt,
                                                                          .detail = result.detail,
                                                                          .wrong = result.seen == Seen::wrong});
}

/// The name servers have the wish: what stands there is what we want, however it came about.
void adopt(Step& step, std::size_t record, Track& track) {
  plan::DesiredSet desired = desired_of(step, record);
  if (!track.published || track.published->addresses != desired.addresses) {
    track.published =
        Published{.addresses = desired.addresses, .attributes = desired.attributes, .written = step.now.wall};
    step.world.journal.learned.push_back({.record = step.ref(record),
                                          .addresses = std::move(desired.addresses),
                                          .attributes = std::move(desired.attributes),
                                          .zone = track.zone.value_or(plan::ZoneRef{}),
                                          .written = step.now.wall});
  }
  track.settled = true;
  // Name servers cannot tell whether a refresh has arrived; one that may have is not repeated at once.
  track.refreshing = track.refreshing && !track.unsure;
  track.resend = track.refreshing;
  if (!track.unsure) return;
  close_dangling(step, record);
  clear_trouble(track);
  note_outcome(step, record, OutcomeKind::updated, std::nullopt);
}

void on_right(Step& step, const CheckResult& result, Track& track) {
  const bool acknowledged = track.published && track.published->addresses == result.addresses;
  const bool unreadable = !step.capabilities(track).can_read;
  if (acknowledged || (unreadable && track.unsure)) {
    adopt(step, result.record, track);
    track.resends = 0;
    track.resend_at = SteadyTime::min();
    tell_verified(step, result.record, plan::Verification::authoritative, result.witnesses);
  }
  begin_routine(step, result.record);
}

/// Drift, perhaps: the service is asked first.
void ask_service(Step& step, const CheckResult& result, Track& track) {
  const bool waits = step.world.paused || step.world.accounts[*track.account].paused;
  if (waits) doubt(step, result);
  track.must_read = true;
  track.drift = true;
  caused_by(track, events::Trigger::verification);
  begin_routine(step, result.record);
}

/// Services that cannot be read ban clients that repeat themselves. The age of the last write is remembered across
/// restarts, so that not even a restart loop under a split horizon writes more than once an hour.
bool may_send_again(const Step& step, const Track& track) {
  const bool young =
      track.published && step.now.wall - track.published->written < step.world.settings->retry.probe_first;
  return !track.unsure && !young && step.now.steady >= track.resend_at;
}

/// A wrong answer where nothing can be read: written again, then ever more rarely.
void send_again(Step& step, const CheckResult& result, Track& track) {
  doubt(step, result);
  begin_routine(step, result.record);
  if (!may_send_again(step, track)) return;
  note(step, result.record, state::HistoryKind::drift, {}, result.addresses, result.detail);
  const plan::RetryRules& rules = step.world.settings->retry;
  const milliseconds wait = std::min(rules.probe_cap, rules.probe_first * (1U << std::min(track.resends, 10U)));
  ++track.resends;
  track.resend_at = step.now.steady + wait;
  track.resend = true;
  caused_by(track, events::Trigger::verification);
}

void trust_failed(Step& step, const CheckResult& result, Track& track) {
  stop_proof(track);
  if (step.capabilities(track).can_read || track.unsure) return;  // a lane reads, or writes without trusting memory
  track.settled = true;
  if (result.seen == Seen::unverifiable) {
    step.emit(track.trace, events::RecordKept{.key = step.record(result.record).target.key,
                                              .account = step.record(result.record).account,
                                              .addresses = result.addresses});
    doubt(step, result);
    begin_routine(step, result.record);
  } else if (step.now.wall - track.published->written < step.verify(result.record).deadline) {
    prove_unsure(step, result.record);  // written just before the restart: it may still be on its way
  } else {
    send_again(step, result, track);
  }
}

/// True when the same question is asked again soon.
bool asked_again(const Step& step, Track& track) {
  Proof& proof = track.proof;
  const bool repeats = proof.stage == ProofStage::fresh || proof.stage == ProofStage::slow;
  if (!repeats || step.now.steady >= proof.deadline) return false;
  const std::size_t gap = std::min<std::size_t>(proof.step, proof_gaps.size() - 1);
  proof.due = step.now.steady + proof_gaps.at(gap);
  proof.step = static_cast<std::uint8_t>(gap + 1);
  return true;
}

void on_not_right(Step& step, const CheckResult& result, Track& track) {
  if (track.proof.stage == ProofStage::trust) {
    trust_failed(step, result, track);
    return;
  }
  if (asked_again(step, track)) return;
  if (result.seen == Seen::unverifiable) {
    doubt(step, result);
    begin_routine(step, result.record);
  } else if (track.proof.stage == ProofStage::slow) {
    begin_routine(step, result.record);
  } else if (step.capabilities(track).can_read) {
    ask_service(step, result, track);
  } else {
    send_again(step, result, track);
  }
}

void on_check(Step& step, const CheckResult& result) {
  Track& track = step.world.tracks[result.record];
  track.proof.in_flight = false;
  // Asked about an older wish: the proof of the new one has its own time.
  if (track.proof.stage == ProofStage::none || track.wanted != result.addresses) return;
  if (result.seen == Seen::right) {
    on_right(step, result, track);
  } else {
    on_not_right(step, result, track);
  }
}

}  // namespace

void on_checks_done(Step& step, ChecksDone&& done) {
  --step.world.checks_running;
  if (done.generation != step.world.generation) return;
  for (const CheckResult& result : done.results) on_check(step, result);
}

}  // namespace ddns::engine
