#include "ddns/engine/control.h"

namespace ddns::engine {

std::string_view to_string(OutcomeKind kind) noexcept {
  switch (kind) {
    case OutcomeKind::updated:
      return "updated";
    case OutcomeKind::kept:
      return "kept";
    case OutcomeKind::failed:
      return "failed";
    case OutcomeKind::unavailable:
      return "unavailable";
    case OutcomeKind::paused:
      return "paused";
  }
  return "failed";
}

}  // namespace ddns::engine
