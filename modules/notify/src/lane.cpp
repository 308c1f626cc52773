#include "lane.h"

#include <algorithm>
#include <cmath>

namespace ddns::notify {
namespace {

/// So many go out as one, and no more than fit in: more than that nobody reads.
constexpr std::size_t kMostMerged = 20;

/// Grows by two, shortened by up to half at random so that many hosts do not knock together.
std::chrono::milliseconds backoff(unsigned attempts, const Patience& patience, Random& random) {
  const auto doublings = std::min(attempts > 0 ? attempts - 1 : 0U, 30U);
  const auto grown = static_cast<double>(patience.first.count()) * std::ldexp(1.0, static_cast<int>(doublings));
  const auto capped = std::min(grown, static_cast<double>(patience.cap.count()));
  return std::chrono::milliseconds{static_cast<std::int64_t>(capped * (1.0 - random.unit() / 2))};
}

}  // namespace

std::optional<Waiting> Lane::overflow() {
  if (waiting_.size() <= kMost || flying_ >= waiting_.size()) return std::nullopt;
  const auto oldest = waiting_.begin() + static_cast<std::ptrdiff_t>(flying_);
  auto out = std::move(*oldest);
  waiting_.erase(oldest);
  return out;
}

std::vector<Waiting*> Lane::unwritten() {
  std::vector<Waiting*> out;
  for (auto& waiting : waiting_) {
    if (waiting.parcel.id == 0) out.push_back(&waiting);
  }
  return out;
}

std::vector<Waiting> Lane::superseded() {
  std::vector<Waiting> out;
  // A start says nothing that a later result does not, but the result after it must come after it.
  while (waiting_.size() > flying_ + 2) {
    const auto old = waiting_.begin() + static_cast<std::ptrdiff_t>(flying_);
    out.push_back(std::move(*old));
    waiting_.erase(old);
  }
  return out;
}

std::vector<Waiting> Lane::expired(const Patience& patience, WallTime now) {
  std::vector<Waiting> out;
  if (flying_ > 0) return out;
  while (!waiting_.empty() && now >= waiting_.front().parcel.created + patience.give_up) {
    out.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return out;
}

std::size_t Lane::batch(const Fits& fits) const {
  if (!spec_.limits.merges || waiting_.empty()) return std::min<std::size_t>(waiting_.size(), 1);
  // What the service may have refused for its content goes alone: a second refusal then costs one message, not twenty.
  if (waiting_.front().parcel.attempts == 1) return 1;
  const auto most = std::min(waiting_.size(), kMostMerged);
  std::vector<Message> together{waiting_.front().message};
  while (together.size() < most) {
    together.push_back(waiting_[together.size()].message);
    if (!fits(merge(together))) return together.size() - 1;
  }
  return together.size();
}

std::vector<Waiting> Lane::begin(Now now, const Fits& fits) {
  const auto at = due(now);
  if (!at || now.steady < *at) return {};
  flying_ = batch(fits);
  rate_.take(now.steady);
  return {waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(flying_)};
}

std::optional<SteadyTime> Lane::due(Now now) const {
  if (waiting_.empty() || flying_ > 0) return std::nullopt;
  // What is due is kept as wall time, across restarts. A wall clock that was set back must not stop a queue: no wait
  // is longer than a day.
  const auto wait = std::min<WallTime::duration>(waiting_.front().parcel.due - now.wall, std::chrono::hours{24});
  const auto at = wait.count() > 0 ? now.steady + std::chrono::duration_cast<SteadyTime::duration>(wait) : now.steady;
  return rate_.next(at);
}

Lane::Ended Lane::end(const std::optional<Error>& error, const Patience& patience, Random& random, Now now) {
  Ended out;
  const auto count = std::exchange(flying_, 0);
  const auto done = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  Waiting& front = waiting_.front();
  ++front.parcel.attempts;
  const bool refused =
      error && error_class(*error) == ErrorClass::rejected && front.parcel.attempts >= patience.rejected;
  const bool too_old = now.wall >= front.parcel.created + patience.give_up;
  if (!error || refused || too_old) {
    // A merged message that is refused: only its first part is known to be at fault.
    const auto end = error ? waiting_.begin() + 1 : done;
    out.gone.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    return out;
  }
  auto wait = backoff(front.parcel.attempts, patience, random);
  // Whatever a service asks for, a message older than its patience is given up.
  if (error->retry_after) {
    wait = std::max<std::chrono::milliseconds>(wait,
                                               std::min<std::chrono::seconds>(*error->retry_after, patience.give_up));
  }
  front.parcel.due = now.wall + wait;
  out.postponed.push_back(front);
  out.next_attempt = front.parcel.due;
  return out;
}

void Lane::retry_now(WallTime now) {
  if (!waiting_.empty() && waiting_.front().parcel.due > now) waiting_.front().parcel.due = now;
}

}  // namespace ddns::notify
