#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/dns/fan_out.h"

namespace ddns::providers {

/// one(0) … one(count - 1), up to `at_once` at the same time, and their answers in order: a round trip may take 50 ms,
/// and a call has seconds for a thousand questions. The first goes ahead alone: what it finds out (which server
/// answers, over which transport, that a key is refused) the others need not. After an error no further question is
/// begun, and the first in order is the outcome. `one` must be safe to call from several threads.
template <class Answer>
[[nodiscard]] Result<std::vector<Answer>> ask_all(std::size_t count, std::size_t at_once,
                                                  const std::function<Result<Answer>(std::size_t)>& one) {
  std::vector<std::optional<Result<Answer>>> heard(count);
  std::atomic<bool> failed = false;
  const auto ask = [&](std::size_t at) {
    if (failed) return;
    heard[at] = one(at);
    if (!*heard[at]) failed = true;
  };
  if (count > 0) ask(0);
  if (count > 1) {
    if (auto asked = dns::fan_out(count - 1, at_once, [&](std::size_t at) { ask(at + 1); }); !asked) {
      return fail(std::move(asked).error());
    }
  }
  std::vector<Answer> answers;
  for (auto& each : heard) {
    if (each && !*each) return fail(std::move(*each).error());
    if (each) answers.push_back(**std::move(each));
  }
  return answers;
}

}  // namespace ddns::providers
