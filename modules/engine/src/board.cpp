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

}  // namespace ddns::engine
