#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "lane.h"
#include "verbs.h"

/// What the parts of one lane share.
namespace ddns::engine {

/// Gathers one result per record of the job and posts it as soon as it is final. Safe to use from several threads.
class Board {
 public:
  Board(const LaneJob& job, const LaneDoors& doors) : job_(job), doors_(doors), results_(job.records.size()) {}

  /// Final: posted at once, unless it has to wait for the account's own report.
  void settle(std::size_t member, RecordResult&& result);
  /// Written, but still to be read back before it is told.
  void hold(std::size_t member, RecordResult&& result);
  [[nodiscard]] std::map<std::size_t, RecordResult> take_held();
  /// What was not posted, with a result made by `other` for those that have none.
  [[nodiscard]] std::vector<RecordResult> rest(const std::function<RecordResult(std::size_t)>& other);

 private:
  const LaneJob& job_;
  const LaneDoors& doors_;
  std::mutex mutex_;
  std::vector<std::optional<RecordResult>> results_;  ///< final and unposted
  std::vector<bool> posted_ = std::vector<bool>(results_.size());
  std::map<std::size_t, RecordResult> held_;
};

/// Members of the job in one zone whose actual state is known equally well.
struct Group {
  plan::ZoneRef zone;
  bool from_memory = false;  ///< the zone's id was found by an earlier job
  bool unknown = false;      ///< write without trusting memory
  std::vector<std::size_t> members = {};
  std::optional<plan::ZoneState> state = {};
  plan::Plan plan = {};
};

struct LaneContext {
  const LaneJob& job;
  const LaneDoors& doors;
  const AccountSettings& account;
  const plan::Capabilities& can;
  Gate& gate;
  Verbs& verbs;
  Board& board;
  bool again_allowed = true;            ///< the first pass: conflicts are read again once
  std::vector<std::size_t> again = {};  ///< members of the second pass
  std::mutex again_mutex = {};

  [[nodiscard]] const LaneRecord& record(std::size_t member) const { return job.records[member]; }
  [[nodiscard]] const RecordSettings& settings(std::size_t member) const {
    return job.settings->records[job.records[member].record];
  }
  [[nodiscard]] RecordResult result(std::size_t member, ResultKind kind) const {
    return {.record = record(member).record, .kind = kind, .wanted = record(member).desired.addresses};
  }
  /// Calls at the same time; one until the account is known to work again.
  [[nodiscard]] std::size_t width() const {
    if (job.probe && gate.successes() == 0) return 1;
    return std::clamp(can.in_flight, 1U, most_in_flight);
  }
  /// Whether a call about these members is made because an earlier one failed.
  [[nodiscard]] bool failed_before(const std::vector<std::size_t>& members) const {
    return !again_allowed ||
           std::ranges::any_of(members, [&](std::size_t member) { return record(member).failures > 0; });
  }
  /// Failed by this error, or untried when nothing was tried.
  void fail_member(std::size_t member, const Error& error, bool zone_lost = false);
};

/// Sorts members into zones, asking the service where neither user nor memory knows. Members without a zone fail.
[[nodiscard]] std::vector<Group> assign_zones(LaneContext& lane, const std::vector<std::size_t>& members);
/// Reads the group, or takes what is remembered. One that could not be read has no state afterwards.
void read_group(LaneContext& lane, Group& group);
/// Makes the plan of a group with a state. Settles what is right already, refused, or has to wait for the service's
/// minimum interval.
void plan_group(LaneContext& lane, Group& group);
/// Reads, plans and writes all groups; see carry_out.cpp for the order.
void carry_out(LaneContext& lane, std::vector<Group>& groups);
/// The same without writing.
void plan_only(LaneContext& lane, std::vector<Group>& groups);
/// Settles what the board holds: reads once more what was written.
void read_back(LaneContext& lane);

}  // namespace ddns::engine
