#pragma once

#include <algorithm>
#include <utility>

#include "world.h"

namespace ddns::engine {

/// One step at work: the parts of the engine are functions over this.
struct Step {
  World& world;
  Moment now;
  Random& random;
  StepResult out = {};

  void emit(const TraceId& trace, events::Payload payload);
  void due(SteadyTime at) { out.next_due = std::min(out.next_due, at); }
  /// The wall clock at a steady time.
  [[nodiscard]] WallTime wall_at(SteadyTime at) const {
    return now.wall + std::chrono::duration_cast<WallTime::duration>(at - now.steady);
  }

  [[nodiscard]] const RecordSettings& record(std::size_t index) const { return world.settings->records[index]; }
  [[nodiscard]] const AccountSettings& account(std::size_t index) const { return world.settings->accounts[index]; }
  [[nodiscard]] const plan::Capabilities& capabilities(const Track& track) const {
    return world.settings->accounts[*track.account].provider->capabilities();
  }
  [[nodiscard]] const VerifySettings& verify(std::size_t index) const {
    const RecordSettings& settings = record(index);
    return settings.verify ? *settings.verify : account(*world.tracks[index].account).verify;
  }
  [[nodiscard]] state::RecordRef ref(std::size_t index) const {
    return {record(index).account, record(index).target.key};
  }
};

}  // namespace ddns::engine
