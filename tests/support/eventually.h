#pragma once

#include <chrono>
#include <thread>

namespace ddns::test {

/// Asks again and again until `holds()` is true; false when it is not before `limit`. The only pause in the tests: what
/// happens in another process or thread and cannot be waited for is asked for every 5 ms.
template <class Condition>
[[nodiscard]] bool eventually(Condition holds, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= end) return holds();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace ddns::test
