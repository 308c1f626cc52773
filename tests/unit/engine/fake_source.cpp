#include "fake_source.h"

#include "support/record_values.h"

namespace ddns::test {

FakeSource::FakeSource(bool event_backed) : event_backed_(event_backed) {}
FakeSource::~FakeSource() = default;

void FakeSource::say(std::initializer_list<std::string_view> addresses) { in_turns({Known{set_of(addresses)}}); }
void FakeSource::say(Error error) { in_turns({Unavailable{std::move(error)}}); }

void FakeSource::in_turns(std::vector<Observation> observations) {
  const std::lock_guard lock(mutex_);
  said_ = std::move(observations);
  turn_ = 0;
}

unsigned FakeSource::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

ipsource::Sighting FakeSource::observe(Family, const Call&) const {
  const std::lock_guard lock(mutex_);
  ++asked_;
  if (said_.empty()) return {Unavailable{{.reason = Reason::unavailable, .message = "nothing known"}}};
  ipsource::Sighting sighting{.observation = said_[turn_ % said_.size()]};
  ++turn_;
  return sighting;
}

}  // namespace ddns::test
