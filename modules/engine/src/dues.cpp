#include <algorithm>
#include <utility>

#include "accounts.h"
#include "records.h"
#include "requests.h"

namespace ddns::engine {
namespace {

LaneRecord lane_record(const Step& step, std::size_t index) {
  const Track& track = step.world.tracks[index];
  const Account& account = step.world.accounts[*track.account];
  const plan::Capabilities& can = step.capabilities(track);
  LaneRecord record{.record = index,
                    .desired = desired_of(step, index),
                    .zone = track.zone,
                    .published = track.published,
                    .unknown = !can.can_read && (track.unsure || track.resend || !track.published),
                    .failures = track.trouble ? track.trouble->failures : 0,
                    .failed_last = track.failed_last,
                    .trigger = track.trouble ? events::Trigger::retry : track.trigger,
                    .actor = track.actor};
  if (const auto open = step.world.dangling.find(index); open != step.world.dangling.end()) {
    for (const state::Intent& intent : open->second) {
      for (const IpAddress& address : intent.after) record.also_ours.insert(address);
    }
  }
  const auto written = account.written.find(record.desired.key.name);
  if (written != account.written.end()) record.not_written_before = written->second + can.min_interval;
  return record;
}

/// Somebody asks for it, and its source is being asked what it should be: written before that is known it might be
/// written twice.
bool waits_for_answer(const Step& step, std::size_t record) {
  return std::ranges::any_of(step.world.updates,
                             [&](const UpdateTicket& ticket) { return asks_source_of(step, ticket, record); });
}

void start_lane(Step& step, std::size_t index, const std::vector<std::size_t>& due) {
  Account& account = step.world.accounts[index];
  LaneJob job{.settings = step.world.settings,
              .account = index,
              .pacer = account.pacer,
              .probe = account.paused.has_value(),
              .trace = step.world.tracks[due.front()].trace};
  job.records.reserve(due.size());
  for (const std::size_t record : due) {
    job.records.push_back(lane_record(step, record));
    step.world.tracks[record].in_job = true;
  }
  // What never failed goes first, so that a zone that this account may not touch cannot hold the others.
  std::ranges::stable_sort(job.records, {},
                           [](const LaneRecord& record) { return std::pair(record.failed_last, record.failures); });
  account.busy = true;
  step.out.jobs.emplace_back(std::move(job));
}

}  // namespace

void schedule_lanes(Step& step) {
  if (step.world.paused || step.world.next_settings || !step.world.loaded) return;
  std::vector<std::vector<std::size_t>> due(step.world.accounts.size());
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    const Track& track = step.world.tracks[i];
    if (!wants_job(track) || waits_for_answer(step, i)) continue;
    const Account& account = step.world.accounts[*track.account];
    if (account.busy) continue;
    const SteadyTime ready = std::max(ready_at(step.world, track), account.paused_until);
    if (ready <= step.now.steady) {
      due[*track.account].push_back(i);
    } else {
      step.due(ready);
    }
  }
  for (std::size_t account = 0; account < due.size(); ++account) {
    if (!due[account].empty()) start_lane(step, account, due[account]);
  }
}

}  // namespace ddns::engine
