#include "waiter.h"

#include <condition_variable>
#include <mutex>

namespace ddns::engine {

bool ThreadWaiter::wait_until(SteadyTime at, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  for (SteadyTime now = clock_.steady(); now < at && !stop.stop_requested(); now = clock_.steady()) {
    never_notified.wait_for(lock, stop, at - now, [] { return false; });
  }
  return !stop.stop_requested();
}

}  // namespace ddns::engine
