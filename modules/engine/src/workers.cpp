#include "workers.h"

#include <utility>

namespace ddns::engine {

void Workers::start(std::function<void()> work, std::function<void()> last) {
  workers_.emplace_back();
  Worker& worker = workers_.back();
  try {
    worker.thread = std::jthread([&worker, work = std::move(work), last = std::move(last)] {
      work();
      worker.ended = true;
      last();
    });
  } catch (...) {
    workers_.pop_back();
    throw;
  }
}

void Workers::reap() {
  std::erase_if(workers_, [](const Worker& worker) { return worker.ended.load(); });
}

}  // namespace ddns::engine
