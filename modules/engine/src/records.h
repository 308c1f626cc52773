#pragma once

#include "step.h"

/// One record's wish, its needs, and what a lane's results do to it.
namespace ddns::engine {

struct News {
  const AddressSet& addresses;
  events::Trigger trigger;
  const TraceId& trace;
  bool moved = false;  ///< the source's addresses are others than before
};
/// The record's source has told these addresses.
void wish(Step& step, std::size_t record, const News& news);

/// What is done about the record from now on is done because of this, and by that person (may be empty).
void caused_by(Track& track, events::Trigger trigger, std::string actor = {});

/// True when a lane has something to do about it, now or later.
[[nodiscard]] bool wants_job(const Track& track);
/// The earliest moment its own back-off, the service's limits and the settle window allow.
[[nodiscard]] SteadyTime ready_at(const World& world, const Track& track);
/// The wish as the planner takes it. Precondition: wants_job().
[[nodiscard]] plan::DesiredSet desired_of(const Step& step, std::size_t record);

/// The same jitter for all results of one message, so that what failed together is tried together.
void on_result(Step& step, RecordResult&& result, double jitter);

/// A failure that no lane tried: told, remembered and tried again by its class.
void fail_record(Step& step, const RecordResult& result, double jitter);
void clear_trouble(Track& track);
/// An interrupted write's effect has become known.
void close_dangling(Step& step, std::size_t record);

/// A row for the history. `detail` may be empty.
void note(Step& step, std::size_t record, state::HistoryKind kind, const AddressSet& before, const AddressSet& after,
          std::string detail);

}  // namespace ddns::engine
