#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/random.h"
#include "ddns/notify/digest.h"
#include "ddns/notify/settings.h"
#include "ddns/state/outbox.h"
#include "rate.h"

namespace ddns::notify {

/// A message that waits, as it lies in the outbox.
struct Waiting {
  state::Parcel parcel;  ///< id 0: not written yet
  Message message;
};

/// How long a message is tried, and how the waits grow.
struct Patience {
  std::chrono::milliseconds first{5'000};
  std::chrono::milliseconds cap{3'600'000};
  std::chrono::hours give_up{24};
  unsigned rejected = 3;  ///< attempts for what the service refuses as it is: it must not hold up the rest for a day
};

/// One channel's queue: strictly in order, one attempt at a time, no faster than the service allows. Deterministic.
class Lane {
 public:
  Lane(const ChannelSpec& spec, unsigned per_minute) : spec_(spec), rate_(per_minute) {}

  /// More than this wait for nobody: the oldest goes.
  static constexpr std::size_t kMost = 500;

  void add(Waiting waiting) { waiting_.push_back(std::move(waiting)); }
  /// The oldest of too many, removed; nullopt when there are few enough.
  [[nodiscard]] std::optional<Waiting> overflow();
  /// Heartbeats: what a newer ping replaces, removed. Not what is on its way.
  [[nodiscard]] std::vector<Waiting> superseded();

  /// Messages older than the patience, removed; asked before every attempt.
  [[nodiscard]] std::vector<Waiting> expired(const Patience& patience, WallTime now);

  /// What goes out now as one message, marked as on its way; empty when nothing may. `fits`: whether the channel takes
  /// a message uncut; so many are merged that nothing of them is lost.
  [[nodiscard]] std::vector<Waiting> begin(Now now, const Fits& fits);
  /// The attempt ended. Gives back what is done with (delivered, or given up) and what has to wait on.
  struct Ended {
    std::vector<Waiting> gone;
    std::vector<Waiting> postponed;  ///< with attempts and due
    std::optional<WallTime> next_attempt;
  };
  [[nodiscard]] Ended end(const std::optional<Error>& error, const Patience& patience, Random& random, Now now);
  /// The attempt was cut short by stopping or new settings: as if it had not begun.
  void abandon() { flying_ = 0; }

  /// When begin() may have something; nullopt = nothing waits, or an attempt is under way.
  [[nodiscard]] std::optional<SteadyTime> due(Now now) const;
  [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }
  [[nodiscard]] std::vector<Waiting> all() const { return {waiting_.begin(), waiting_.end()}; }
  /// Those that are not in the outbox; valid until the queue changes.
  [[nodiscard]] std::vector<Waiting*> unwritten();
  /// New settings may have mended what was refused.
  void retry_now(WallTime now);

 private:
  [[nodiscard]] std::size_t batch(const Fits& fits) const;

  const ChannelSpec& spec_;
  RateWindow rate_;
  std::deque<Waiting> waiting_;
  std::size_t flying_ = 0;  ///< so many from the front
};

}  // namespace ddns::notify
