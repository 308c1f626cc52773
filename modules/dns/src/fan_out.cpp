#include "ddns/dns/fan_out.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace ddns::dns {

void fan_out(std::size_t count, std::size_t width, const std::function<void(std::size_t)>& one) {
  std::atomic<std::size_t> taken{0};
  const auto share = [&] {
    for (std::size_t mine = taken++; mine < count; mine = taken++) one(mine);
  };
  std::vector<std::jthread> helpers;
  try {
    for (std::size_t hands = 1; hands < std::min(width, count); ++hands) helpers.emplace_back(share);
  } catch (const std::system_error&) {
    // Those that exist share the work.
  }
  share();
}

}  // namespace ddns::dns
