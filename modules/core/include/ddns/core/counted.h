#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ddns/core/text.h"

namespace ddns {

/// "1 record", "2 records": a count of what takes a plain s.
[[nodiscard]] inline std::string counted(std::size_t count, std::string_view what) {
  return cat(count, ' ', what, count == 1 ? "" : "s");
}

}  // namespace ddns
