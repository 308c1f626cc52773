#include "lane_context.h"

#include <utility>

namespace ddns::engine {

void LaneContext::fail_member(std::size_t member, const Error& error, bool zone_lost) {
  if (untried(error)) return;  // the board makes its result from the gate's state
  RecordResult failed = result(member, ResultKind::failed);
  const auto account_error = gate.account_error();
  failed.account_wide = account_error && error_class(*account_error) == error_class(error);
  failed.zone_lost = zone_lost;
  failed.error = error;
  board.settle(member, std::move(failed));
}

}  // namespace ddns::engine
