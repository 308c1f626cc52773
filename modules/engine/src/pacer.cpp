#include "pacer.h"

#include <algorithm>

namespace ddns::engine {

void Pacer::forget_old(SteadyTime now) {
  std::erase_if(slots_, [&](const Slot& slot) { return slot.at + rate_->window <= now; });
}

std::optional<Pacer::Token> Pacer::take(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  ++last_;
  if (!rate_ || rate_->calls == 0) return last_;
  forget_old(now);
  if (slots_.size() >= rate_->calls) return std::nullopt;
  slots_.push_back({last_, now});
  return last_;
}

SteadyTime Pacer::free_at(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (!rate_ || rate_->calls == 0) return now;
  forget_old(now);
  if (slots_.size() < rate_->calls) return now;
  const auto oldest = std::ranges::min_element(slots_, {}, &Slot::at);
  return oldest->at + rate_->window;
}

void Pacer::give_back(Token token, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  const auto slot = std::ranges::find(slots_, token, &Slot::token);
  if (slot != slots_.end()) slot->at = now;
}

}  // namespace ddns::engine
