#pragma once

#include <memory>
#include <vector>

#include "message.h"
#include "world.h"

namespace ddns::engine {

/// The part of the engine that decides. Deterministic: what happens follows from the settings, the moments it is given,
/// the messages and the random door; it has no clock, no thread and does no I/O. Not thread-safe: one owner.
class Engine {
 public:
  Engine(std::shared_ptr<const Settings> settings, Random& random);

  /// Takes in what happened and tells what to do and when to come back. The first message ever must be Loaded. `now`
  /// never goes back in its steady half.
  [[nodiscard]] StepResult step(Moment now, std::vector<Message> inbox);

  /// The last step: takes in what lanes report, answers every open request with Reason::cancelled, starts nothing. What
  /// has not been written down is the one job it may give.
  [[nodiscard]] StepResult finish(Moment now, std::vector<Message> inbox);

  [[nodiscard]] const World& world() const noexcept { return world_; }

 private:
  World world_;
  Random& random_;
};

}  // namespace ddns::engine
