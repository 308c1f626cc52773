#include "refresh.h"

#include <algorithm>
#include <set>
#include <utility>

#include "records.h"
#include "tuning.h"

namespace ddns::engine {
namespace {

/// Both families of a host go in one call where the service can carry them.
using Host = std::pair<std::size_t, DomainName>;

Host host_of(const Step& step, std::size_t record) {
  return {*step.world.tracks[record].account, step.record(record).target.key.name};
}

std::optional<std::chrono::seconds> period_of(const Step& step, const Track& track) {
  if (!track.account || step.account(*track.account).policy == plan::Policy::create_only) return std::nullopt;
  const plan::Capabilities& can = step.capabilities(track);
  return can.can_read ? std::nullopt : can.refresh_after;
}

/// When the record, which is right and about which nothing is under way, is to be written again.
std::optional<SteadyTime> refresh_at(const Step& step, std::size_t record) {
  const Track& track = step.world.tracks[record];
  const auto period = period_of(step, track);
  if (!period || track.in_job || !track.settled || !track.wanted || wants_job(track)) return std::nullopt;
  const auto age = std::chrono::duration_cast<milliseconds>(step.now.wall - track.published->written);
  const milliseconds left = std::clamp<milliseconds>(*period - age, milliseconds{0}, *period);
  return std::max(step.now.steady + left, track.refresh_from);
}

void refresh(Step& step, std::size_t record) {
  Track& track = step.world.tracks[record];
  const milliseconds pause = std::min<milliseconds>(*period_of(step, track), refresh_pause);
  track.refresh_from = step.now.steady + pause;
  track.refreshing = true;
  track.resend = true;
  track.trace = TraceId::make(step.random);
  caused_by(track, events::Trigger::interval, "refresh");
}

}  // namespace

void schedule_refreshes(Step& step) {
  std::set<Host> due;
  std::vector<std::pair<std::size_t, SteadyTime>> candidates;
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    const auto at = refresh_at(step, i);
    if (!at) continue;
    candidates.emplace_back(i, *at);
    if (*at <= step.now.steady) {
      due.insert(host_of(step, i));
    } else {
      step.due(*at);
    }
  }
  if (due.empty()) return;
  for (const auto& [record, at] : candidates) {
    const Track& track = step.world.tracks[record];
    const bool together = step.capabilities(track).both_families_in_one && due.contains(host_of(step, record));
    const SteadyTime soon = step.now.steady + *period_of(step, track) / 8;
    if (at <= step.now.steady || (together && at <= soon)) refresh(step, record);
  }
}

}  // namespace ddns::engine
