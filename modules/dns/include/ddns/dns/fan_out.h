#pragma once

#include <cstddef>
#include <functional>

#include "ddns/core/result.h"

namespace ddns::dns {

/// Calls one(0) … one(count - 1), up to `width` of them at the same time, and returns when all are done. The caller's
/// thread takes its share; where the system has no more threads it takes the rest, too. Errors: internal, with the
/// words of the first call that threw; the others are made all the same.
[[nodiscard]] Status fan_out(std::size_t count, std::size_t width, const std::function<void(std::size_t)>& one);

}  // namespace ddns::dns
