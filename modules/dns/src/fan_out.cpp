#include "ddns/dns/fan_out.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "ddns/core/text.h"

namespace ddns::dns {
namespace {

/// What the first call that threw said.
class Accident {
 public:
  void happened(std::string what) {
    const std::lock_guard lock(mutex_);
    if (!what_) what_ = std::move(what);
  }
  Status status() const {
    if (what_) return fail(Reason::internal, cat("broke off: ", *what_));
    return {};
  }

 private:
  std::mutex mutex_;
  std::optional<std::string> what_;
};

}  // namespace

Status fan_out(std::size_t count, std::size_t width, const std::function<void(std::size_t)>& one) {
  Accident accident;
  std::atomic<std::size_t> taken{0};
  const auto share = [&] {
    for (std::size_t mine = taken++; mine < count; mine = taken++) {
      // An exception that leaves a thread's function ends the process.
      try {
        one(mine);
      } catch (const std::exception& exception) {
        accident.happened(exception.what());
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    try {
      for (std::size_t hands = 1; hands < std::min(width, count); ++hands) helpers.emplace_back(share);
    } catch (const std::exception&) {
      // No more threads, or no memory for one: those that exist share the work.
    }
    share();
  }
  return accident.status();
}

}  // namespace ddns::dns
