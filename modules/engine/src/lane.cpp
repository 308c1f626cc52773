#include "lane.h"

#include <algorithm>
#include <utility>

#include "lane_context.h"

namespace ddns::engine {
namespace {

std::vector<std::size_t> all_members(const LaneJob& job) {
  std::vector<std::size_t> all(job.records.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

void work(LaneContext& lane) {
  std::vector<std::size_t> members = all_members(lane.job);
  while (!members.empty()) {
    std::vector<Group> groups = assign_zones(lane, members);
    carry_out(lane, groups);
    members = std::exchange(lane.again, {});
    lane.again_allowed = false;
  }
  read_back(lane);
}

/// What becomes of a record that nobody got to.
RecordResult left_over(const LaneContext& lane, std::size_t member) {
  const auto until = lane.gate.put_off_until();
  if (!until) return lane.result(member, ResultKind::untried);
  RecordResult result = lane.result(member, ResultKind::deferred);
  result.until = *until;
  result.error =
      Error{.reason = Reason::rate_limited,
            .message = "the service's rate limit is used up for now; the record is written as soon as it may"};
  return result;
}

LaneDone report(LaneContext& lane) {
  return {.account = lane.job.account,
          .results = lane.board.rest([&](std::size_t member) { return left_over(lane, member); }),
          .account_error = lane.gate.account_error(),
          .successes = lane.gate.successes()};
}

PlanReport::Failure failure_of(const LaneContext& lane, const RecordResult& result) {
  const auto account_error = lane.gate.account_error();
  Error error{.reason = Reason::cancelled, .message = "not tried"};
  if (result.error) {
    error = *result.error;
  } else if (account_error) {
    error = *account_error;
  }
  return {.account = lane.account.id,
          .keys = {lane.job.settings->records[result.record].target.key},
          .error = std::move(error)};
}

PreviewDone preview(LaneContext& lane) {
  PreviewDone done{.ticket = *lane.job.preview, .account = lane.job.account, .plans = {}, .failures = {}};
  std::vector<std::size_t> members = all_members(lane.job);
  std::vector<bool> planned(members.size());
  while (!members.empty()) {
    std::vector<Group> groups = assign_zones(lane, members);
    plan_only(lane, groups);
    for (Group& group : groups) {
      if (!group.state) continue;
      for (const std::size_t member : group.members) planned[member] = true;
      done.plans.push_back(std::move(group.plan));
    }
    members = std::exchange(lane.again, {});
    lane.again_allowed = false;
  }
  const auto untried = [&](std::size_t member) { return lane.result(member, ResultKind::untried); };
  for (const RecordResult& result : lane.board.rest(untried)) {
    const auto place = std::ranges::find(lane.job.records, result.record, &LaneRecord::record);
    if (planned[static_cast<std::size_t>(place - lane.job.records.begin())]) continue;
    PlanReport::Failure failure = failure_of(lane, result);
    if (!done.failures.empty() && done.failures.back().error == failure.error) {
      done.failures.back().keys.push_back(std::move(failure.keys.front()));
    } else {
      done.failures.push_back(std::move(failure));
    }
  }
  return done;
}

}  // namespace

Message lane_failed(const LaneJob& job, const Error& error) {
  if (job.preview) {
    PlanReport::Failure failure{.account = job.settings->accounts[job.account].id, .keys = {}, .error = error};
    for (const LaneRecord& record : job.records) failure.keys.push_back(record.desired.key);
    PreviewDone done{.ticket = *job.preview, .account = job.account, .plans = {}, .failures = {}};
    done.failures.push_back(std::move(failure));
    return done;
  }
  LaneDone done{.account = job.account, .results = {}, .account_error = error};
  for (const LaneRecord& record : job.records) {
    done.results.push_back({.record = record.record,
                            .kind = ResultKind::failed,
                            .wanted = record.desired.addresses,
                            .account_wide = true,
                            .error = error});
  }
  return done;
}

Message run_lane(const LaneJob& job, const LaneDoors& doors) {
  const AccountSettings& account = job.settings->accounts[job.account];
  auto client = doors.environment.http.open(account.http);
  if (!client) return lane_failed(job, client.error());
  Gate gate(doors.stop, doors.wind_down);
  Verbs verbs(job, doors.environment, doors.waiter, **client, doors.stop, gate);
  Board board(job, doors);
  LaneContext lane{.job = job,
                   .doors = doors,
                   .account = account,
                   .can = account.provider->capabilities(),
                   .gate = gate,
                   .verbs = verbs,
                   .board = board};
  if (job.preview) return preview(lane);
  work(lane);
  return report(lane);
}

}  // namespace ddns::engine
