#pragma once

#include <cstddef>
#include <functional>

namespace ddns::engine {

/// Runs work(0) … work(count - 1), at most `width` at the same time, the caller's thread being one of them. Returns
/// when all have ended. Where no thread can be made it goes on with those there are. `work` must not throw.
void in_parallel(std::size_t count, std::size_t width, const std::function<void(std::size_t)>& work);

}  // namespace ddns::engine
