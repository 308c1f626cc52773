#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "lane_context.h"

namespace ddns::engine {

/// How far the writes of a lane have come, RRset by RRset: what is open, what failed, which intents are written down.
/// Safe to use from several threads.
class Progress {
 public:
  explicit Progress(LaneContext& lane) : lane_(lane) {}

  void expect(std::size_t member, const plan::Change& change, const plan::ZoneRef& zone);
  /// Operations of the units to come.
  void add(const plan::Unit& unit);
  /// The unit without operations about RRsets that failed; those are counted as ended.
  [[nodiscard]] plan::Unit without_failed(const plan::Unit& unit);

  /// Whether the unit holds something whose earlier attempt failed.
  [[nodiscard]] bool failed_before(const plan::Unit& unit);

  /// Writes an intent for every RRset in the units that has none open: one transaction.
  void begin(const std::vector<plan::Unit>& units);
  /// The outcomes of one call. RRsets that are through are settled on the board. Where nothing can be read their
  /// intents end at once: a process that dies now would otherwise have to repeat every write of the phase.
  void take(const plan::Unit& unit, const provider::UnitResult& results);
  /// Ends the intents of this phase whose effect is known: one transaction.
  void end_phase();

 private:
  struct Entry {
    std::size_t member = 0;
    const plan::Change* change = nullptr;
    plan::ZoneRef zone;
    unsigned open = 0;
    bool unchanged = true;
    bool written = false;
    bool done = false;
    bool skipped = false;  ///< something of it was not tried
    std::optional<Error> error = {};
    std::optional<state::Intent> intent = {};  ///< of the running phase
  };

  void take_one(Entry& entry, const Result<provider::Ack>& outcome);
  void end_done(const plan::Unit& unit);
  [[nodiscard]] std::optional<state::Ending> ending_of(const RecordKey& key, const Entry& entry) const;
  void finish(Entry& entry);
  [[nodiscard]] RecordResult success(const Entry& entry) const;
  [[nodiscard]] RecordResult failure(const Entry& entry) const;
  [[nodiscard]] Published after(const Entry& entry) const;
  [[nodiscard]] state::Intent intent_of(const Entry& entry) const;

  LaneContext& lane_;
  std::mutex mutex_;
  std::map<RecordKey, Entry> entries_;
};

}  // namespace ddns::engine
