#include "records.h"

#include <algorithm>
#include <utility>

#include "ddns/core/text.h"
#include "ddns/plan/derive.h"
#include "ddns/plan/normalise.h"
#include "proofs.h"
#include "requests.h"

namespace ddns::engine {
namespace {

/// Who asked for what the source was asked for now; empty when nobody did.
std::string asked_by(const Step& step, std::size_t record, events::Trigger trigger) {
  if (trigger != events::Trigger::request) return {};
  for (const UpdateTicket& ticket : step.world.updates) {
    if (asks_source_of(step, ticket, record)) return ticket.actor;
  }
  return {};
}

/// The service can never have it like this: told once, until the wish or the settings change.
void refuse(Step& step, std::size_t record, Track& track, const plan::DesiredSet& desired, Error error) {
  track.wanted.reset();
  if (track.refusal == error) return;
  step.emit(track.trace, events::RecordUpdateFailed{.key = desired.key,
                                                    .account = step.record(record).account,
                                                    .provider = step.account(*track.account).provider_id,
                                                    .wanted = desired.addresses,
                                                    .error = error,
                                                    .failures = 1,
                                                    .next_attempt = std::nullopt});
  note(step, record, state::HistoryKind::failure, {}, desired.addresses, error.message);
  track.refusal = std::move(error);
}

void take_wish(Step& step, std::size_t record, Track& track, plan::DesiredSet&& fitting, const News& news) {
  const bool first = !track.wanted;
  track.refreshing = false;
  track.wanted = std::move(fitting.addresses);
  caused_by(track, news.trigger, asked_by(step, record, news.trigger));
  track.trace = news.trace;
  if (!first) {
    // What was refused or broken for the old address may work for the new one.
    clear_trouble(track);
    track.resends = 0;
    track.resend_at = SteadyTime::min();
  }
  if (track.settled && track.published && track.published->addresses == *track.wanted) {
    track.detected.reset();
    prove_soon(step, record);
    return;
  }
  track.detected = step.now.steady;
  stop_proof(track);
  if (!track.settled) begin_trust(step, record, fitting.attributes);
}

}  // namespace

void wish(Step& step, std::size_t record, const News& news) {
  Track& track = step.world.tracks[record];
  auto desired = plan::derive(step.record(record).target, Known{news.addresses});
  if (!desired) return;
  track.trace = news.trace;
  auto fitting = plan::normalise(*desired, step.capabilities(track));
  if (!fitting) {
    caused_by(track, news.trigger, asked_by(step, record, news.trigger));
    refuse(step, record, track, *desired, std::move(fitting).error());
    return;
  }
  track.refusal.reset();
  if (!track.wanted || *track.wanted != fitting->addresses) {
    take_wish(step, record, track, std::move(*fitting), news);
  } else if (news.moved && track.settled && track.published && track.published->addresses == *track.wanted) {
    prove_soon(step, record);
  }
}

void caused_by(Track& track, events::Trigger trigger, std::string actor) {
  track.trigger = trigger;
  track.actor = std::move(actor);
}

bool wants_job(const Track& track) {
  if (!track.account || !track.wanted || track.in_job || track.proof.stage == ProofStage::trust) return false;
  return track.must_read || track.unsure || track.resend || !track.settled || !track.published ||
         track.published->addresses != *track.wanted;
}

SteadyTime ready_at(const World& world, const Track& track) {
  SteadyTime at = std::max(track.not_before, track.retry_at);
  if (track.watch) at = std::max(at, world.watches[*track.watch].acts_at);
  return at;
}

plan::DesiredSet desired_of(const Step& step, std::size_t record) {
  const Track& track = step.world.tracks[record];
  const plan::Target& target = step.record(record).target;
  plan::DesiredSet desired{
      .key = target.key, .addresses = *track.wanted, .attributes = target.attributes, .shared = target.shared};
  // It fitted when the wish was taken, and depends on nothing that has changed since.
  return plan::normalise(desired, step.capabilities(track)).value_or(desired);
}

void clear_trouble(Track& track) {
  track.trouble.reset();
  track.retry_at = SteadyTime::min();
}

void fail_record(Step& step, const RecordResult& result, double jitter) {
  const std::size_t record = result.record;
  const Error& error = *result.error;
  Track& track = step.world.tracks[record];
  const bool same = track.trouble && error_class(*track.trouble->last_error) == error_class(error);
  if (!track.trouble) track.trouble = std::make_unique<plan::History>();
  track.failed_last = true;
  track.trouble->failures = same ? track.trouble->failures + 1 : 1;
  track.trouble->last_error = error;
  track.trouble->last_attempt = step.now.steady;
  const Account& account = step.world.accounts[*track.account];
  if (result.account_wide && account.paused) {
    track.retry_at = SteadyTime::min();  // as soon as the account may be used again
  } else {
    const auto next = plan::next_attempt(*track.trouble, step.world.settings->retry, jitter);
    track.retry_at = next.kind == plan::Retry::never ? never : next.when;
  }
  const SteadyTime next = std::max(track.retry_at, account.paused ? account.paused_until : SteadyTime::min());
  events::RecordUpdateFailed failed{.key = step.record(record).target.key,
                                    .account = step.record(record).account,
                                    .provider = step.account(*track.account).provider_id,
                                    .wanted = track.wanted.value_or(AddressSet{}),
                                    .error = error,
                                    .failures = track.trouble->failures,
                                    .next_attempt = std::nullopt,
                                    // What could not be refreshed is as right as before.
                                    .written = result.written && !track.refreshing};
  if (next != never) failed.next_attempt = step.wall_at(next);
  // The history tells when it began; what follows is in the log. The account's own row stands for all its records.
  if (!same && !result.account_wide) note(step, record, state::HistoryKind::failure, {}, failed.wanted, error.message);
  step.emit(track.trace, std::move(failed));
}

void close_dangling(Step& step, std::size_t record) {
  step.world.tracks[record].unsure = false;
  auto open = step.world.dangling.extract(record);
  if (!open) return;
  const Error settled{.reason = Reason::cancelled,
                      .message = "the write was interrupted; what stands there was found out afterwards"};
  for (const state::Intent& intent : open.mapped()) {
    step.world.journal.endings.push_back({.intent = intent.id, .error = settled, .at = step.now.wall});
  }
}

void note(Step& step, std::size_t record, state::HistoryKind kind, const AddressSet& before, const AddressSet& after,
          std::string detail) {
  const Track& track = step.world.tracks[record];
  step.world.journal.history.push_back(
      {.at = step.now.wall,
       .kind = kind,
       .account = step.record(record).account,
       .record = step.record(record).target.key.to_string(),
       .before = before.to_string(),
       .after = after.to_string(),
       .actor = track.actor.empty() ? std::string(events::to_string(track.trigger)) : track.actor,
       .detail = std::move(detail),
       .trace = track.trace.to_string()});
}

}  // namespace ddns::engine
