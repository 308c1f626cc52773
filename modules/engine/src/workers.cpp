#include "workers.h"

#include <utility>

#include "ddns/platform/thread_name.h"

namespace ddns::engine {

void Workers::start(std::string name, std::function<void()> work, std::function<void()> last) {
  workers_.emplace_back();
  Worker& worker = workers_.back();
  try {
    worker.thread = std::jthread([&worker, name = std::move(name), work = std::move(work), last = std::move(last)] {
      platform::name_thread(name);
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
