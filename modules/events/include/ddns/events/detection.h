#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "ddns/core/address_set.h"
#include "ddns/core/clock.h"
#include "ddns/core/observation.h"
#include "ddns/events/setup.h"
#include "ddns/plan/admission.h"

/// What sources were asked and what they said.
namespace ddns::events {

struct CycleStarted {
  Trigger trigger = Trigger::interval;
};
/// One detection round: every source that was due has answered. Failed = a source that some record needs knew nothing.
struct CycleFinished {
  Trigger trigger = Trigger::interval;
  std::chrono::milliseconds took{0};
  std::optional<Error> error;
};
struct SourceAsked {
  std::string source;
  Family family = Family::ipv4;
  Observation observation;  ///< after admission
  std::vector<plan::Rejected> rejected;
  std::vector<Error> vote_errors;  ///< witnesses that could not tell
  bool disagreement = false;
  std::chrono::milliseconds took{0};
};
struct AddressChanged {
  std::string source;
  Family family = Family::ipv4;
  AddressSet before;
  AddressSet after;
  std::optional<WallTime> last_confirmed;  ///< when `before` was last seen to be right
  /// The same on the steady clock, which stands still while the machine sleeps; absent when it was before the start.
  std::optional<SteadyTime> confirmed = {};
};

}  // namespace ddns::events
