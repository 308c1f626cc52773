#include "step.h"

#include <utility>

namespace ddns::engine {

void Step::emit(const TraceId& trace, events::Payload payload) {
  out.events.push_back({now.wall, now.steady, trace, std::move(payload)});
}

}  // namespace ddns::engine
