#include "acceptance.h"

#include <algorithm>
#include <utility>

#include "accounts.h"
#include "ddns/plan/derive.h"
#include "ddns/plan/normalise.h"
#include "records.h"

namespace ddns::engine {
namespace {

using events::Trigger;

/// Whether the observation counts now.
bool believed(Step& step, Watch& watch, const AddressSet& addresses, Trigger trigger) {
  const Shift shift = shift_between(watch.accepted, addresses);
  if (shift == Shift::none) {
    if (std::exchange(watch.held, std::nullopt)) watch.damper.wavered(step.now.steady);
    return true;
  }
  if (shift == Shift::loss && is_event(trigger)) return false;
  if (watch.event_backed || !watch.accepted || trigger == Trigger::request) return true;
  if (watch.held == addresses) {
    if (step.now.steady < watch.held_until) return false;
    return true;
  }
  const auto hold = watch.damper.hold(addresses, step.now.steady);
  if (hold.count() == 0) return true;
  watch.held = addresses;
  watch.held_until = step.now.steady + hold;
  return false;
}

/// Gains within the settle window of one that acted are joined into one further act at its end.
void open_window(Step& step, Watch& watch) {
  const SteadyTime now = step.now.steady;
  if (watch.acts_at != SteadyTime::min() && now < watch.acts_at) return;
  const bool within = watch.acts_at != SteadyTime::min() && now < watch.acts_at + step.world.settings->settle;
  watch.acts_at = within ? watch.acts_at + step.world.settings->settle : now;
}

/// What the source's address was while we did not run, as far as a record that copies it remembers.
const Published* remembered_by(const Step& step, const Watch& watch) {
  for (const std::size_t index : watch.records) {
    const Track& track = step.world.tracks[index];
    const plan::Target& target = step.record(index).target;
    if (!track.settled && track.published && target.host_ids.empty() && !target.shared) return &*track.published;
  }
  return nullptr;
}

void tell_change(Step& step, Watch& watch, const AddressSet& after, const TraceId& trace, Trigger trigger) {
  events::AddressChanged changed{
      .source = step.world.settings->sources[watch.source].id, .family = watch.family, .after = after};
  if (watch.accepted) {
    changed.before = *watch.accepted;
    // Who hears of every change has seen the former address stand until now, unless the event was missed.
    const bool heard = watch.event_backed && (is_event(trigger) || trigger == Trigger::resume);
    changed.last_confirmed = heard ? step.now.wall : watch.confirmed;
    changed.confirmed = heard ? step.now.steady : watch.confirmed_steady;
  } else {
    // The first look after a start is news only when a record remembers another address.
    const Published* published = remembered_by(step, watch);
    if (published == nullptr || shift_between(after, published->addresses) != Shift::gain) return;
    changed.before = published->addresses;
    changed.last_confirmed = published->verified;
  }
  step.world.journal.history.push_back({.at = step.now.wall,
                                        .kind = state::HistoryKind::address,
                                        .account = changed.source,
                                        .before = changed.before.to_string(),
                                        .after = changed.after.to_string(),
                                        .actor = std::string(events::to_string(trigger)),
                                        .trace = trace.to_string()});
  step.emit(trace, std::move(changed));
}

}  // namespace

bool is_event(Trigger trigger) noexcept {
  return trigger == Trigger::address_change || trigger == Trigger::route_change || trigger == Trigger::retry;
}

void take_observation(Step& step, std::size_t index, const AddressSet& addresses, Trigger trigger,
                      const TraceId& trace) {
  Watch& watch = step.world.watches[index];
  if (!believed(step, watch, addresses, trigger)) return;
  const Shift shift = shift_between(watch.accepted, addresses);
  const bool first = !watch.accepted;
  if (shift != Shift::none) {
    tell_change(step, watch, addresses, trace, trigger);
    if (watch.accepted) watch.damper.moved(*watch.accepted, addresses, step.now.steady);
    if (shift == Shift::gain && !first) open_window(step, watch);
    watch.held.reset();
    watch.accepted = addresses;
  }
  watch.confirmed = step.now.wall;
  watch.confirmed_steady = step.now.steady;
  for (const std::size_t record : watch.records) {
    wish(step, record, {addresses, trigger, trace, shift != Shift::none});
  }
  if (shift == Shift::gain && !first) probe_after_address_change(step, watch);
}

}  // namespace ddns::engine
