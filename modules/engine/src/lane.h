#pragma once

#include <functional>
#include <stop_token>

#include "journal.h"
#include "message.h"
#include "waiter.h"

namespace ddns::engine {

/// What a lane needs from outside; references outlive it.
struct LaneDoors {
  const Environment& environment;
  Journal& journal;
  Waiter& waiter;
  std::stop_token stop;               ///< now: calls in flight end early
  std::stop_token wind_down;          ///< soon: calls in flight may end in order
  std::function<void(Message)> post;  ///< takes RecordsDone as records get done; safe to call from several threads
};

/// One job of one account, from reading to writing, on the caller's thread (and helpers that end before it does). The
/// last message about it: LaneDone, or PreviewDone for a preview.
[[nodiscard]] Message run_lane(const LaneJob& job, const LaneDoors& doors);
/// That message for a job that could not even begin: the error is the whole account's.
[[nodiscard]] Message lane_failed(const LaneJob& job, const Error& error);

}  // namespace ddns::engine
