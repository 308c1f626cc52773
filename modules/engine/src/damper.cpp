#include "damper.h"

#include <algorithm>

#include "tuning.h"

namespace ddns::engine {

Shift shift_between(const std::optional<AddressSet>& before, const AddressSet& after) {
  if (!before) return Shift::gain;
  if (*before == after) return Shift::none;
  const bool gained = std::ranges::any_of(after, [&](const IpAddress& address) { return !before->contains(address); });
  return gained ? Shift::gain : Shift::loss;
}

bool Damper::is_return(const AddressSet& to, SteadyTime now) const {
  return left_ && *left_ == to && now - left_at_ <= flap_window;
}

void Damper::moved(const AddressSet& from, const AddressSet& to, SteadyTime now) {
  returns_ = is_return(to, now) ? returns_ + 1 : 0;
  left_ = from;
  left_at_ = now;
}

std::chrono::milliseconds Damper::hold(const AddressSet& to, SteadyTime now) const {
  if (returns_ == 0 || !is_return(to, now)) return milliseconds{0};
  return flap_hold * (1U << std::min(returns_ - 1, flap_doublings));
}

}  // namespace ddns::engine
