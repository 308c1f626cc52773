#include "proofs.h"

#include <algorithm>
#include <utility>

#include "ddns/plan/verify_mode.h"
#include "records.h"
#include "requests.h"

namespace ddns::engine {
namespace {

using plan::Verification;

void start(Step& step, std::size_t record, ProofStage stage, std::size_t first_step, milliseconds first_gap) {
  Proof& proof = step.world.tracks[record].proof;
  const bool in_flight = proof.in_flight;
  proof = {.stage = stage,
           .in_flight = in_flight,
           .step = static_cast<std::uint8_t>(first_step),
           .due = step.now.steady + first_gap,
           .deadline = step.now.steady + step.verify(record).deadline};
}

void doubt_read_back(Step& step, std::size_t record, const RecordResult& result) {
  const bool wrong = result.read_back == ReadBack::wrong;
  step.emit(step.world.tracks[record].trace,
            events::RecordDoubted{.key = step.record(record).target.key,
                                  .account = step.record(record).account,
                                  .doubt = wrong ? events::Doubt::mismatch : events::Doubt::unreadable,
                                  .detail = result.read_back_detail,
                                  .wrong = wrong});
}

/// Proof by reading the service: the lane has looked already.
void begin_read_back(Step& step, std::size_t record, const RecordResult& result) {
  const ReadBack seen = result.was_read ? ReadBack::right : result.read_back;
  if (seen == ReadBack::right) {
    tell_verified(step, record, Verification::read_back, 1);
    begin_routine(step, record);
    return;
  }
  doubt_read_back(step, record, result);
  Proof& proof = step.world.tracks[record].proof;
  if (proof.stage == ProofStage::fresh && step.now.steady >= proof.deadline) {
    begin_routine(step, record);
  } else if (proof.stage != ProofStage::fresh) {
    start(step, record, ProofStage::fresh, first_read_back_gap + 1, proof_gaps[first_read_back_gap]);
  } else {
    const std::size_t gap = std::min<std::size_t>(proof.step, proof_gaps.size() - 1);
    proof.due = step.now.steady + proof_gaps.at(gap);
    proof.step = static_cast<std::uint8_t>(gap + 1);
  }
}

}  // namespace

void stop_proof(Track& track) {
  track.proof.stage = ProofStage::none;
  track.proof.due = never;
}

void begin_routine(Step& step, std::size_t record) {
  start(step, record, ProofStage::routine, 0, step.world.settings->verify_interval);
}

void tell_verified(Step& step, std::size_t record, Verification mode, unsigned witnesses) {
  Track& track = step.world.tracks[record];
  events::RecordVerified verified{.key = step.record(record).target.key,
                                  .account = step.record(record).account,
                                  .mode = mode,
                                  .addresses = track.published->addresses,
                                  .witnesses = witnesses,
                                  .since_detection = std::nullopt};
  const auto detected = std::exchange(track.detected, std::nullopt);
  if (detected) {
    verified.since_detection = std::chrono::duration_cast<milliseconds>(step.now.steady - *detected);
    note(step, record, state::HistoryKind::verified, {}, verified.addresses, {});
  }
  const bool stale = !track.published->verified || step.now.wall - *track.published->verified >= proof_memory;
  if (detected || stale) {
    track.published->verified = step.now.wall;
    step.world.journal.verified.push_back(step.ref(record));
    step.world.journal.verified_at = step.now.wall;
  }
  step.emit(track.trace, std::move(verified));
}

std::optional<Verification> proof_mode(const Step& step, std::size_t record) {
  if (!step.verify(record).enabled) return std::nullopt;
  const plan::Target& target = step.record(record).target;
  return plan::verify_mode(step.capabilities(step.world.tracks[record]), target.key, target.attributes);
}

void begin_trust(Step& step, std::size_t record, const Attributes& wanted) {
  Track& track = step.world.tracks[record];
  const bool remembered =
      track.published && track.published->addresses == *track.wanted && satisfies(track.published->attributes, wanted);
  const bool readable = step.capabilities(track).can_read;
  const auto mode = proof_mode(step, record);
  if (readable && track.must_read) return;
  if (readable && (!remembered || track.unsure)) return;
  if (mode == Verification::authoritative && (remembered || track.unsure)) {
    start(step, record, ProofStage::trust, 0, milliseconds{0});
    return;
  }
  if (readable || !remembered || track.unsure) return;
  // Nothing can be asked: what was acknowledged is all there is.
  track.settled = true;
  track.detected.reset();
  step.emit(track.trace,
            events::RecordKept{step.record(record).target.key, step.record(record).account, *track.wanted});
}

void begin_proof(Step& step, std::size_t record, const RecordResult& result) {
  Track& track = step.world.tracks[record];
  const auto mode = proof_mode(step, record);
  if (mode == Verification::authoritative) {
    start(step, record, ProofStage::fresh, 0, milliseconds{0});
  } else if (mode == Verification::read_back) {
    begin_read_back(step, record, result);
  } else {
    stop_proof(track);
    track.detected.reset();
  }
}

void begin_slow_proof(Step& step, std::size_t record) {
  Track& track = step.world.tracks[record];
  step.emit(track.trace,
            events::RecordDoubted{.key = step.record(record).target.key,
                                  .account = step.record(record).account,
                                  .doubt = events::Doubt::mismatch,
                                  .detail = "the service has the wanted value, its name servers do not yet",
                                  .wrong = true,
                                  .slow = true});
  start(step, record, ProofStage::slow, first_slow_gap + 1, proof_gaps[first_slow_gap]);
}

void prove_soon(Step& step, std::size_t record) {
  Track& track = step.world.tracks[record];
  if (track.proof.stage == ProofStage::routine) {
    track.proof.due = step.now.steady;
  } else if (track.proof.stage == ProofStage::none) {
    step.emit(track.trace,
              events::RecordKept{step.record(record).target.key, step.record(record).account, *track.wanted});
  }
}

void prove_unsure(Step& step, std::size_t record) {
  const Track& track = step.world.tracks[record];
  if (step.capabilities(track).can_read || proof_mode(step, record) != Verification::authoritative) return;
  start(step, record, ProofStage::fresh, 0, milliseconds{0});
}

}  // namespace ddns::engine
