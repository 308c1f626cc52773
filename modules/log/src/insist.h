#pragma once

#include <chrono>

namespace ddns::log {

/// Tries up to five times, with a pause between two tries: virus scanners and indexers hold a file for a moment, and
/// whoever writes a line must not wait for longer than that. True as soon as a try succeeded.
template <class Try, class Pause>
bool insist(Try&& attempt, Pause&& pause) {
  constexpr int tries = 5;
  for (int i = 1; !attempt(); ++i) {
    if (i == tries) return false;
    pause(std::chrono::milliseconds{20});
  }
  return true;
}

}  // namespace ddns::log
