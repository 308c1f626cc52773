#include "reload.h"

#include <algorithm>
#include <utility>

#include "accounts.h"
#include "ddns/core/text.h"
#include "detection.h"
#include "records.h"
#include "requests.h"

namespace ddns::engine {
namespace {

std::map<state::RecordRef, std::size_t> places(const Step& step) {
  std::map<state::RecordRef, std::size_t> result;
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    if (step.world.tracks[i].account) result.emplace(step.ref(i), i);
  }
  return result;
}

void take_row(Step& step, std::size_t record, state::Remembered&& row) {
  Track& track = step.world.tracks[record];
  if (!row.zone.name.is_root()) track.zone = std::move(row.zone);
  track.published = Published{.addresses = std::move(row.addresses),
                              .attributes = std::move(row.attributes),
                              .written = row.written,
                              .verified = row.verified};
  const auto pause = step.capabilities(track).min_interval;
  const auto age = step.now.wall - row.written;
  if (pause.count() == 0 || age >= pause || age.count() < 0) return;
  step.world.accounts[*track.account].written[row.record.key.name] =
      step.now.steady - std::chrono::duration_cast<SteadyTime::duration>(age);
}

void take_dangling(Step& step, const std::map<state::RecordRef, std::size_t>& known, state::Intent&& intent) {
  const auto place = known.find(intent.record);
  if (place == known.end()) {
    const Error gone{.reason = Reason::cancelled,
                     .message = "the write was interrupted, and the record is no longer configured"};
    step.world.journal.endings.push_back({.intent = intent.id, .error = gone, .at = step.now.wall});
    return;
  }
  step.world.tracks[place->second].unsure = true;
  step.world.dangling[place->second].push_back(std::move(intent));
}

/// Accounts whose settings are others now, or that are gone, start with a clean sheet.
void lift_old_pauses(Step& step, const World& old) {
  for (std::size_t i = 0; i < old.accounts.size(); ++i) {
    const Account& account = old.accounts[i];
    const AccountSettings& before = old.settings->accounts[i];
    const auto& now = step.world.settings->accounts;
    const auto place = std::ranges::find(now, before.id, &AccountSettings::id);
    const bool same = place != now.end() && place->fingerprint == before.fingerprint;
    if (same || !account.paused) continue;
    if (error_class(*account.paused) == ErrorClass::blocked) step.world.journal.unblocked.push_back(before.id);
    if (place != now.end()) step.emit({}, events::AccountResumed{place->id, place->provider_id});
  }
}

}  // namespace

void on_loaded(Step& step, Loaded&& loaded) {
  step.world.loaded = true;
  if (step.world.settings->start_paused) {
    step.world.paused = true;
    step.emit({}, events::PauseChanged{true});
  }
  const auto known = places(step);
  for (state::Remembered& row : loaded.rows) {
    const auto place = known.find(row.record);
    if (place != known.end()) take_row(step, place->second, std::move(row));
  }
  for (state::Intent& intent : loaded.dangling) take_dangling(step, known, std::move(intent));
  for (const state::Block& block : loaded.blocks) restore_block(step, block);
  arm_retries(step.world);
  begin_round(step, events::Trigger::start, all_watches(step.world));
}

void swap_settings(Step& step) {
  if (!step.world.next_settings) return;
  if (std::ranges::any_of(step.world.accounts, &Account::busy)) {
    if (step.world.cut_off_at <= step.now.steady) {
      step.world.cut_off_at = never;
      step.out.cut_off = true;
    }
    step.due(step.world.cut_off_at);
    return;
  }
  cancel_requests(step, "the configuration was reloaded meanwhile; ask again");
  World old = std::exchange(step.world, make_world(std::exchange(step.world.next_settings, nullptr)));
  // Pauses are looked at before their accounts move over.
  lift_old_pauses(step, old);
  JournalBatch lifted = std::exchange(step.world.journal, {});
  carry_over(old, step.world);
  step.world.journal.unblocked.insert(step.world.journal.unblocked.end(), lifted.unblocked.begin(),
                                      lifted.unblocked.end());
  step.world.journal.history.push_back({.at = step.now.wall,
                                        .kind = state::HistoryKind::config,
                                        .detail = cat("reloaded: ", step.world.tracks.size(), " records")});
  arm_retries(step.world);
  begin_round(step, events::Trigger::reload, all_watches(step.world));
}

}  // namespace ddns::engine
