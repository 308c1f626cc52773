#pragma once

#include <initializer_list>
#include <mutex>
#include <string_view>
#include <vector>

#include "ddns/ipsource/ip_source.h"

namespace ddns::test {

/// A source that says what it was told to say; in turns, when it was told several things. Thread-safe.
class FakeSource final : public ipsource::IpSource {
 public:
  explicit FakeSource(bool event_backed = false);
  ~FakeSource() override;

  void say(std::initializer_list<std::string_view> addresses);
  void say(Error error);
  void in_turns(std::vector<Observation> observations);
  [[nodiscard]] unsigned asked() const;

  [[nodiscard]] ipsource::Sighting observe(Family, const Call&) const override;
  [[nodiscard]] bool event_backed() const noexcept override { return event_backed_; }

 private:
  bool event_backed_;
  mutable std::mutex mutex_;
  std::vector<Observation> said_;
  mutable std::size_t turn_ = 0;
  mutable unsigned asked_ = 0;
};

}  // namespace ddns::test
