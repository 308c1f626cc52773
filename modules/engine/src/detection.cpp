#include "detection.h"

#include <algorithm>
#include <utility>

#include "acceptance.h"
#include "accounts.h"
#include "ddns/core/text.h"

namespace ddns::engine {
namespace {

using events::Trigger;

Trigger trigger_of(Notice notice) {
  switch (notice) {
    case Notice::addresses:
      return Trigger::address_change;
    case Notice::routes:
      return Trigger::route_change;
    case Notice::resumed:
      return Trigger::resume;
  }
  return Trigger::address_change;
}

void ask(Step& step, std::size_t index) {
  Watch& watch = step.world.watches[index];
  watch.busy = true;
  watch.retry_at = never;
  step.out.jobs.emplace_back(SourceJob{.settings = step.world.settings,
                                       .generation = step.world.generation,
                                       .watch = index,
                                       .source = watch.source,
                                       .family = watch.family,
                                       .trace = step.world.rounds.at(watch.rounds.front()).trace});
}

void want(Step& step, std::size_t index, unsigned round) {
  Watch& watch = step.world.watches[index];
  const Trigger trigger = step.world.rounds.at(round).trigger;
  // An answer on its way may be older than the event, but it is new enough for everybody else.
  const bool too_old = is_event(trigger) || trigger == Trigger::resume;
  if (watch.busy && too_old) {
    watch.next_rounds.push_back(round);
    return;
  }
  watch.rounds.push_back(round);
  if (!watch.busy) ask(step, index);
}

void finish_round(Step& step, unsigned id) {
  const auto found = step.world.rounds.find(id);
  Round round = std::move(found->second);
  step.world.rounds.erase(found);
  // One that asked only some of the sources leaves what the others could not tell as unknown as before.
  for (const Watch& watch : step.world.watches) {
    if (!round.error && watch.required) round.error = watch.failing;
  }
  step.emit(round.trace,
            events::CycleFinished{.trigger = round.trigger,
                                  .took = std::chrono::duration_cast<milliseconds>(step.now.steady - round.began),
                                  .error = round.error});
  if (round.all) step.world.safety_due = step.now.steady + step.world.settings->interval;
}

void answer_rounds(Step& step, Watch& watch) {
  for (const unsigned id : std::exchange(watch.rounds, {})) {
    Round& round = step.world.rounds.at(id);
    if (watch.failing && watch.required && !round.error) round.error = watch.failing;
    if (--round.open == 0) finish_round(step, id);
  }
}

/// Which of the rounds decides how the answer is taken: a question somebody asked, then one that confirms, then events.
Trigger leading_trigger(const Step& step, const Watch& watch) {
  const auto rank = [](Trigger trigger) {
    if (trigger == Trigger::request) return 0;
    return is_event(trigger) ? 2 : 1;
  };
  Trigger best = step.world.rounds.at(watch.rounds.front()).trigger;
  for (const unsigned id : watch.rounds) {
    const Trigger trigger = step.world.rounds.at(id).trigger;
    if (rank(trigger) < rank(best)) best = trigger;
  }
  return best;
}

void publish_answer(Step& step, const Watch& watch, const TraceId& trace, const SourceAnswered& answer,
                    const plan::Admission& admission) {
  events::SourceAsked asked{.source = step.world.settings->sources[watch.source].id,
                            .family = watch.family,
                            .observation = admission.observation,
                            .rejected = admission.rejected,
                            .disagreement = answer.sighting.disagreement,
                            .took = answer.took};
  const bool no_quorum = std::holds_alternative<Unavailable>(answer.sighting.observation);
  for (const ipsource::Vote& vote : answer.sighting.votes) {
    if (const auto* unavailable = std::get_if<Unavailable>(&vote.said)) {
      asked.vote_errors.push_back(unavailable->why);
    } else if (no_quorum) {
      for (const IpAddress& address : std::get<Known>(vote.said).addresses) {
        asked.rejected.push_back({address, plan::Rejection::quorum, cat(vote.where, " says so, too few others do")});
      }
    }
  }
  step.emit(trace, std::move(asked));
}

/// A source that works and finds nothing tells what its records should be only where one shall be cleared then.
plan::Admission admitted(const Watch& watch, const SourceSettings& source, const ipsource::Sighting& said) {
  plan::Admission admission = plan::admit(said.observation, said.others, watch.family, source.admission);
  const auto* known = std::get_if<Known>(&admission.observation);
  if (known != nullptr && known->addresses.empty() && !watch.may_clear) {
    admission.observation = Unavailable{found_nothing(watch.family)};
  }
  return admission;
}

void schedule_retry(Step& step, Watch& watch) {
  if (!watch.failing) {
    watch.next_retry = source_retries.size();
  } else if (watch.next_retry < source_retries.size()) {
    watch.retry_at = step.now.steady + source_retries.at(watch.next_retry++);
  }
}

void begin_retries(Step& step) {
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < step.world.watches.size(); ++i) {
    Watch& watch = step.world.watches[i];
    const bool held = watch.held && !watch.busy && watch.held_until <= step.now.steady;
    if (watch.retry_at <= step.now.steady || held) due.push_back(i);
  }
  if (!due.empty()) begin_round(step, Trigger::retry, due);
}

/// The watches that the settle window put off, one round for each cause.
void begin_put_off(Step& step) {
  std::map<Trigger, std::vector<std::size_t>> due;
  for (std::size_t i = 0; i < step.world.watches.size(); ++i) {
    Watch& watch = step.world.watches[i];
    if (watch.ask_at > step.now.steady) continue;
    watch.ask_at = never;
    watch.asked_by_event = step.now.steady;
    due[watch.ask_trigger].push_back(i);
  }
  for (const auto& [trigger, watches] : due) begin_round(step, trigger, watches);
}

}  // namespace

Error found_nothing(Family family) {
  return {.reason = Reason::unavailable, .message = cat("found no ", to_string(family), " address")};
}

bool is_moot(const Watch& watch) { return !watch.required && !watch.confirmed; }

std::vector<std::size_t> all_watches(const World& world) {
  std::vector<std::size_t> all(world.watches.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  std::ranges::stable_partition(all, [&](std::size_t index) { return world.watches[index].event_backed; });
  return all;
}

unsigned begin_round(Step& step, Trigger trigger, const std::vector<std::size_t>& watches) {
  const unsigned id = ++step.world.last_round;
  Round& round = step.world.rounds[id];
  round.trigger = trigger;
  round.trace = TraceId::make(step.random);
  round.began = step.now.steady;
  round.open = watches.size();
  round.all = watches.size() == step.world.watches.size();
  if (round.all) step.world.safety_due = never;
  step.emit(round.trace, events::CycleStarted{trigger});
  for (const std::size_t index : watches) want(step, index, id);
  if (watches.empty()) finish_round(step, id);
  return id;
}

void arm_retries(World& world) {
  for (Watch& watch : world.watches) watch.next_retry = 0;
}

void on_notice(Step& step, Notice notice) {
  const Trigger trigger = trigger_of(notice);
  step.out.network_changed = true;
  arm_retries(step.world);
  probe_after_network_event(step);
  std::vector<std::size_t> now;
  for (const std::size_t index : all_watches(step.world)) {
    Watch& watch = step.world.watches[index];
    const bool settled = watch.asked_by_event == SteadyTime::min() ||
                         step.now.steady - watch.asked_by_event >= step.world.settings->settle;
    if (watch.event_backed || settled || notice == Notice::resumed) {
      watch.asked_by_event = step.now.steady;
      watch.ask_at = never;
      now.push_back(index);
    } else if (watch.ask_at == never) {
      watch.ask_at = watch.asked_by_event + step.world.settings->settle;
      watch.ask_trigger = trigger;
    }
  }
  if (!now.empty()) begin_round(step, trigger, now);
}

void on_answer(Step& step, SourceAnswered&& answer) {
  if (answer.generation != step.world.generation) return;
  Watch& watch = step.world.watches[answer.watch];
  const SourceSettings& source = step.world.settings->sources[watch.source];
  const plan::Admission admission = admitted(watch, source, answer.sighting);
  const Trigger trigger = leading_trigger(step, watch);
  const TraceId trace = step.world.rounds.at(watch.rounds.front()).trace;
  publish_answer(step, watch, trace, answer, admission);
  if (const auto* unavailable = std::get_if<Unavailable>(&admission.observation)) {
    watch.failing = unavailable->why;
  } else {
    watch.failing.reset();
    take_observation(step, answer.watch, std::get<Known>(admission.observation).addresses, trigger, trace);
  }
  // Asked because of what was held, and that was not confirmed: it waits no longer.
  if (watch.held && watch.held_until <= step.now.steady) watch.held.reset();
  watch.busy = false;
  schedule_retry(step, watch);
  answer_rounds(step, watch);
  if (watch.next_rounds.empty()) return;
  watch.rounds = std::exchange(watch.next_rounds, {});
  ask(step, answer.watch);
}

void begin_due_rounds(Step& step) {
  begin_put_off(step);
  if (step.world.safety_due <= step.now.steady) begin_round(step, Trigger::interval, all_watches(step.world));
  begin_retries(step);
  step.due(step.world.safety_due);
  for (const Watch& watch : step.world.watches) {
    step.due(watch.ask_at);
    step.due(watch.retry_at);
    if (watch.held && !watch.busy) step.due(watch.held_until);
  }
}

}  // namespace ddns::engine
