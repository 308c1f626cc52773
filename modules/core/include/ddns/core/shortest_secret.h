#pragma once

#include <cstddef>

namespace ddns {

/// Shorter secrets are masked nowhere: that would blot out ordinary words, and they are not worth hiding.
inline constexpr std::size_t kShortestMasked = 6;

}  // namespace ddns
