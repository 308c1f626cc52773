#include "ddns/plan/verify_mode.h"

namespace ddns::plan {

Verification verify_mode(const Capabilities& capabilities, const RecordKey& key,
                         const Attributes& attributes) noexcept {
  const bool hidden = attributes.proxied.value_or(false) || !key.line.empty();
  if (capabilities.verification == Verification::authoritative && !hidden) return Verification::authoritative;
  if (capabilities.verification == Verification::remembered || !capabilities.can_read) return Verification::remembered;
  return Verification::read_back;
}

std::string_view to_string(Verification mode) noexcept {
  switch (mode) {
    case Verification::authoritative:
      return "authoritative";
    case Verification::read_back:
      return "read_back";
    case Verification::remembered:
      return "remembered";
  }
  return "remembered";
}

}  // namespace ddns::plan
