#include <algorithm>
#include <tuple>
#include <utility>

#include "ddns/plan/verify_mode.h"
#include "proofs.h"
#include "records.h"

namespace ddns::engine {
namespace {

const DomainName* zone_name(const Step& step, std::size_t record) {
  const Track& track = step.world.tracks[record];
  if (step.record(record).zone) return &*step.record(record).zone;
  return track.zone && step.capabilities(track).has_zones ? &track.zone->name : nullptr;
}

std::string zone_key(const Step& step, std::size_t record) {
  const DomainName* zone = zone_name(step, record);
  return zone != nullptr ? zone->text() : step.record(record).target.key.name.parent().value_or(DomainName{}).text();
}

bool is_open(const Track& track) {
  return track.proof.stage != ProofStage::none && !track.proof.in_flight && track.wanted && track.account;
}

/// Records that are proved by reading become a lane's work.
bool handed_to_lane(Step& step, std::size_t record, Track& track) {
  if (proof_mode(step, record) != plan::Verification::read_back) return false;
  track.must_read = true;
  caused_by(track, events::Trigger::verification);
  track.proof.due = never;  // the lane's result sets the next one
  return true;
}

/// What is due, and with a routine proof the neighbours in its zone that would be due soon.
std::vector<std::size_t> due_records(Step& step) {
  std::vector<std::size_t> due;
  std::map<std::pair<std::size_t, std::string>, bool> passes;
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    Track& track = step.world.tracks[i];
    if (!is_open(track) || track.proof.due > step.now.steady || handed_to_lane(step, i, track)) continue;
    due.push_back(i);
    if (track.proof.stage == ProofStage::routine) passes[{*track.account, zone_key(step, i)}] = true;
  }
  if (passes.empty()) return due;
  const SteadyTime soon = step.now.steady + step.world.settings->verify_interval / 8;
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    const Track& track = step.world.tracks[i];
    if (!is_open(track) || track.proof.stage != ProofStage::routine || track.proof.due <= step.now.steady) continue;
    if (track.proof.due <= soon && passes.contains({*track.account, zone_key(step, i)})) due.push_back(i);
  }
  return due;
}

Check check_of(const Step& step, std::size_t record) {
  const plan::Target& target = step.record(record).target;
  Check check{.record = record,
              .key = target.key,
              .addresses = *step.world.tracks[record].wanted,
              .shared = target.shared,
              .zone = std::nullopt};
  if (const DomainName* zone = zone_name(step, record)) check.zone = *zone;
  return check;
}

}  // namespace

void schedule_checks(Step& step) {
  if (!step.world.loaded) return;
  std::vector<std::size_t> due = due_records(step);
  std::vector<std::tuple<std::size_t, std::string, std::size_t>> order;
  order.reserve(due.size());
  for (const std::size_t record : due) {
    order.emplace_back(*step.world.tracks[record].account, zone_key(step, record), record);
  }
  std::ranges::sort(order);
  std::size_t next = 0;
  while (next < order.size() && step.world.checks_running < checks_at_once) {
    CheckJob job{.settings = step.world.settings,
                 .generation = step.world.generation,
                 .account = std::get<0>(order[next]),
                 .trace = TraceId::make(step.random)};
    while (next < order.size() && job.checks.size() < check_chunk && std::get<0>(order[next]) == job.account) {
      const std::size_t record = std::get<2>(order[next++]);
      step.world.tracks[record].proof.in_flight = true;
      job.checks.push_back(check_of(step, record));
    }
    ++step.world.checks_running;
    step.out.jobs.emplace_back(std::move(job));
  }
  for (const Track& track : step.world.tracks) {
    if (is_open(track) && track.proof.due > step.now.steady) step.due(track.proof.due);
  }
}

}  // namespace ddns::engine
