#include <utility>

#include "lane_context.h"

namespace ddns::engine {

void Board::settle(std::size_t member, RecordResult&& result) {
  {
    const std::lock_guard lock(mutex_);
    if (job_.preview || result.account_wide || result.kind == ResultKind::untried) {
      results_[member] = std::move(result);
      return;
    }
    posted_[member] = true;
  }
  RecordsDone done{.account = job_.account, .results = {}};
  done.results.push_back(std::move(result));
  doors_.post(std::move(done));
}

void Board::hold(std::size_t member, RecordResult&& result) {
  const std::lock_guard lock(mutex_);
  held_.insert_or_assign(member, std::move(result));
}

std::map<std::size_t, RecordResult> Board::take_held() {
  const std::lock_guard lock(mutex_);
  return std::exchange(held_, {});
}

std::vector<RecordResult> Board::rest(const std::function<RecordResult(std::size_t)>& other) {
  const std::lock_guard lock(mutex_);
  std::vector<RecordResult> left;
  for (std::size_t member = 0; member < results_.size(); ++member) {
    if (posted_[member]) continue;
    left.push_back(results_[member] && results_[member]->kind != ResultKind::untried ? *std::move(results_[member])
                                                                                     : other(member));
  }
  return left;
}

void LaneContext::fail_member(std::size_t member, const Error& error, bool zone_lost) {
  if (untried(error)) return;  // the board makes its result from the gate's state
  RecordResult failed = result(member, ResultKind::failed);
  const auto account_error = gate.account_error();
  failed.account_wide = account_error && error_class(*account_error) == error_class(error);
  failed.zone_lost = zone_lost;
  failed.error = error;
  board.settle(member, std::move(failed));
}

Attributes merged(Attributes current, const Attributes& wanted) {
  if (wanted.ttl) current.ttl = wanted.ttl;
  if (wanted.proxied) current.proxied = wanted.proxied;
  if (wanted.comment) current.comment = wanted.comment;
  for (const auto& [name, value] : wanted.extra) current.extra[name] = value;
  return current;
}

}  // namespace ddns::engine
