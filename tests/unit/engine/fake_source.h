#pragma once

#include <mutex>
#include <string_view>
#include <vector>

#include "ddns/ipsource/ip_source.h"
#include "support/record_values.h"

namespace ddns::test {

/// A source that says what it was told to say; in turns, when it was told several things.
class FakeSource final : public ipsource::IpSource {
 public:
  explicit FakeSource(bool event_backed = false) : event_backed_(event_backed) {}

  void say(std::initializer_list<std::string_view> addresses) { in_turns({Known{set_of(addresses)}}); }
  void say(Error error) { in_turns({Unavailable{std::move(error)}}); }
  void in_turns(std::vector<Observation> observations) {
    const std::lock_guard lock(mutex_);
    said_ = std::move(observations);
    turn_ = 0;
  }
  [[nodiscard]] unsigned asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  [[nodiscard]] ipsource::Sighting observe(Family, const Call&) const override {
    const std::lock_guard lock(mutex_);
    ++asked_;
    if (said_.empty()) return {Unavailable{{.reason = Reason::unavailable, .message = "nothing known"}}};
    ipsource::Sighting sighting{.observation = said_[turn_ % said_.size()]};
    ++turn_;
    return sighting;
  }
  [[nodiscard]] bool event_backed() const noexcept override { return event_backed_; }

 private:
  bool event_backed_;
  mutable std::mutex mutex_;
  std::vector<Observation> said_;
  mutable std::size_t turn_ = 0;
  mutable unsigned asked_ = 0;
};

}  // namespace ddns::test
