#pragma once

#include <string_view>

#include "ddns/core/observation.h"

namespace ddns::ipsource {

/// An answer counts only if the whole text is one address of the asked family, white space around it apart. An address
/// somewhere in a page, a list, or the other family is Unavailable: that is how error pages got published elsewhere.
/// `where` names the witness in messages.
[[nodiscard]] Observation strict_parse(std::string_view text, Family family, std::string_view where);

[[nodiscard]] inline Unavailable unavailable(Reason reason, std::string message) {
  return {{.reason = reason, .message = std::move(message)}};
}

}  // namespace ddns::ipsource
