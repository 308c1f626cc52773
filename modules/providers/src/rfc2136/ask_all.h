#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/dns/fan_out.h"

namespace ddns::providers::rfc2136 {

/// Questions under way at the same time. A round trip may take 50 ms, and a call has seconds for a thousand questions.
inline constexpr std::size_t kAtOnce = 16;

/// one(0) … one(count - 1), up to kAtOnce at the same time, and their answers in order. The first goes ahead alone: it
/// finds out which server answers and over which transport, so that the others need not. After an error no further
/// question is begun, and the first in order is the outcome. `one` must be safe to call from several threads.
template <class Answer>
[[nodiscard]] Result<std::vector<Answer>> ask_all(std::size_t count,
                                                  const std::function<Result<Answer>(std::size_t)>& one) {
  std::vector<std::optional<Result<Answer>>> heard(count);
  std::atomic<bool> failed = false;
  const auto ask = [&](std::size_t at) {
    if (failed) return;
    heard[at] = one(at);
    if (!*heard[at]) failed = true;
  };
  if (count > 0) ask(0);
  if (count > 1) dns::fan_out(count - 1, kAtOnce, [&](std::size_t at) { ask(at + 1); });
  std::vector<Answer> answers;
  for (auto& each : heard) {
    if (each && !*each) return fail(std::move(*each).error());
    if (each) answers.push_back(**std::move(each));
  }
  return answers;
}

}  // namespace ddns::providers::rfc2136
