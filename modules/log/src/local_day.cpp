#include "local_day.h"

#include <spdlog/details/os.h>

namespace ddns::log {

std::chrono::sys_days local_day(WallTime at) {
  const std::tm local = spdlog::details::os::localtime(std::chrono::system_clock::to_time_t(at));
  return std::chrono::year{local.tm_year + 1900} / (local.tm_mon + 1) / local.tm_mday;
}

std::chrono::sys_days DayCache::of(WallTime at) {
  const auto quarter = std::chrono::floor<Quarter>(at);
  if (quarter != quarter_) {
    quarter_ = quarter;
    day_ = local_day(at);
  }
  return day_;
}

}  // namespace ddns::log
