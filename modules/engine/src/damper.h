#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "ddns/core/address_set.h"
#include "ddns/core/clock.h"

namespace ddns::engine {

/// How a new observation differs from the accepted one.
enum class Shift : std::uint8_t {
  none,
  gain,  ///< an address came: act at once
  loss,  ///< addresses only went: a change comes as a removal and then an addition, so wait for the rest of it
};
[[nodiscard]] Shift shift_between(const std::optional<AddressSet>& before, const AddressSet& after);

/// Keeps two uplinks that answer in turns from rewriting a record for ever: going back to the set just left is free
/// once, then it must last for a span that doubles. Value type, no clock of its own.
class Damper {
 public:
  /// The source moved from one set to another.
  void moved(const AddressSet& from, const AddressSet& to, SteadyTime now);
  /// How long `to` must last before it is believed; zero when at once.
  [[nodiscard]] std::chrono::milliseconds hold(const AddressSet& to, SteadyTime now) const;
  /// What had to last did not: the source still goes to and fro.
  void wavered(SteadyTime now) noexcept {
    ++returns_;
    left_at_ = now;
  }

 private:
  [[nodiscard]] bool is_return(const AddressSet& to, SteadyTime now) const;

  std::optional<AddressSet> left_;
  SteadyTime left_at_{};
  unsigned returns_ = 0;
};

}  // namespace ddns::engine
