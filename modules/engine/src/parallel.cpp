#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace ddns::engine {

void in_parallel(std::size_t count, std::size_t width, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  const std::size_t wanted = std::min(std::max<std::size_t>(width, 1), count);
  others.reserve(wanted);
  try {
    while (others.size() + 1 < wanted) others.emplace_back(take_turns);
  } catch (const std::system_error&) {
    // The system has no more threads: those that exist share the work.
  }
  take_turns();
}

}  // namespace ddns::engine
