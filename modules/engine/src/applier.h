#pragma once

#include <array>
#include <mutex>
#include <vector>

#include "crew.h"
#include "progress.h"

namespace ddns::engine {

/// Carries out the plans of some groups, a call being a task of the crew: first what makes and changes values, then,
/// when all of that has ended, what deletes some. An atomic unit that the service refuses is halved. Must stay where it
/// is until the crew has run.
class Applier {
 public:
  Applier(LaneContext& lane, Crew& crew) : lane_(lane), crew_(crew), progress_(lane) {}

  /// Before start(), from one thread. The group outlives this.
  void take(const Group& group);
  void start();

 private:
  struct Piece {
    plan::Unit unit;
    bool halved = false;  ///< part of a unit that was refused
  };

  void start_phase(std::size_t phase);
  [[nodiscard]] std::vector<Piece> left_of(std::size_t phase);
  void apply(const Piece& piece);
  void end_one(std::size_t phase);

  LaneContext& lane_;
  Crew& crew_;
  Progress progress_;
  std::mutex mutex_;
  std::array<std::vector<Piece>, 2> phases_;
  std::size_t open_ = 0;  ///< calls of the running phase
};

}  // namespace ddns::engine
