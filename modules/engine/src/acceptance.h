#pragma once

#include "step.h"

/// From an observation to what the records shall be.
namespace ddns::engine {

/// True for rounds that an event set off: what they see may be half of a change.
[[nodiscard]] bool is_event(events::Trigger trigger) noexcept;

/// A source told its addresses. Decides whether they count (gain, loss, flapping) and hands them to its records.
void take_observation(Step& step, std::size_t watch, const AddressSet& addresses, events::Trigger trigger,
                      const TraceId& trace);

}  // namespace ddns::engine
