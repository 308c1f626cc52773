#include <algorithm>
#include <utility>

#include "accounts.h"
#include "ddns/core/text.h"
#include "proofs.h"
#include "records.h"
#include "requests.h"

namespace ddns::engine {
namespace {

using events::Trigger;

void settle(Step& step, Track& track, RecordResult& result) {
  track.published = std::move(result.now);
  track.settled = true;
  track.must_read = false;
  track.resend = false;
  track.refreshing = false;
  track.failed_last = false;
  clear_trouble(track);
  close_dangling(step, result.record);
}

void on_updated(Step& step, Track& track, RecordResult& result) {
  const RecordKey& key = step.record(result.record).target.key;
  const std::string& account = step.record(result.record).account;
  if (std::exchange(track.drift, false)) {
    step.emit(track.trace, events::RecordDoubted{.key = key,
                                                 .account = account,
                                                 .doubt = events::Doubt::mismatch,
                                                 .detail = cat("the service had ", result.before.to_string()),
                                                 .wrong = true});
    note(step, result.record, state::HistoryKind::drift, result.before, result.wanted, "changed by somebody else");
  }
  const bool refreshed = std::exchange(track.refreshing, false);
  note(step, result.record, state::HistoryKind::update, result.before, result.wanted,
       std::string(refreshed ? "refreshed, so that the service keeps the host" : plan::to_string(result.why)));
  const Trigger trigger = track.trouble ? Trigger::retry : track.trigger;
  step.emit(track.trace, events::RecordUpdated{.key = key,
                                               .account = account,
                                               .provider = step.account(*track.account).provider_id,
                                               .before = result.before,
                                               .after = result.wanted,
                                               .why = result.why,
                                               .trigger = trigger,
                                               .unchanged = result.unchanged || refreshed});
  settle(step, track, result);
  note_outcome(step, result.record, OutcomeKind::updated, std::nullopt);
  begin_proof(step, result.record, result);
}

void on_kept(Step& step, Track& track, RecordResult& result) {
  const bool slow = std::exchange(track.drift, false) && result.was_read;
  step.emit(track.trace, events::RecordKept{.key = step.record(result.record).target.key,
                                            .account = step.record(result.record).account,
                                            .addresses = result.wanted});
  settle(step, track, result);
  note_outcome(step, result.record, OutcomeKind::kept, std::nullopt);
  if (slow) {
    begin_slow_proof(step, result.record);
  } else {
    begin_proof(step, result.record, result);
  }
}

/// Not tried, or cut off: still due, but never in a tight loop.
void breathe(Step& step, Track& track) {
  track.retry_at = std::max(track.retry_at, step.now.steady + step.world.settings->retry.reread);
}

void on_failed(Step& step, Track& track, const RecordResult& result, double jitter) {
  if (result.unsure) {
    track.unsure = true;
    auto& open = step.world.dangling[result.record];
    open.insert(open.end(), result.dangling.begin(), result.dangling.end());
  }
  if (error_class(*result.error) == ErrorClass::cancelled) {
    breathe(step, track);
    return;
  }
  fail_record(step, result, jitter);
  note_outcome(step, result.record, OutcomeKind::failed, result.error);
  if (result.unsure) prove_unsure(step, result.record);
}

void on_deferred(Step& step, Track& track, const RecordResult& result) {
  track.not_before = result.until;
  note_outcome(step, result.record, OutcomeKind::failed, result.error);
}

}  // namespace

void on_result(Step& step, RecordResult&& result, double jitter) {
  Track& track = step.world.tracks[result.record];
  track.in_job = false;
  if (result.zone_lost) track.zone.reset();
  if (result.zone) track.zone = std::move(result.zone);
  if (result.written) remember_write(step, result.record);
  switch (result.kind) {
    case ResultKind::updated:
      on_updated(step, track, result);
      break;
    case ResultKind::kept:
      on_kept(step, track, result);
      break;
    case ResultKind::failed:
      on_failed(step, track, result, jitter);
      break;
    case ResultKind::deferred:
      on_deferred(step, track, result);
      break;
    case ResultKind::untried:
      breathe(step, track);
      break;
  }
}

}  // namespace ddns::engine
