#include "housekeeper.h"

#include <system_error>
#include <utility>

#include "ddns/platform/background.h"
#include "ddns/platform/thread_name.h"

namespace ddns::log {

Housekeeper::~Housekeeper() {
  const std::lock_guard lock(mutex_);
  thread_.request_stop();
  waiting_.reset();
  // The jthread joins when it is destroyed, after this lock is gone.
}

void Housekeeper::start(Keeping keeping) {
  const std::lock_guard lock(mutex_);
  waiting_ = std::move(keeping);
  if (busy_) return;
  try {
    // The former thread has said that it ends: this joins it without waiting.
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
    busy_ = true;
  } catch (const std::system_error&) {
    failures_++;  // no thread to be had: the next rotation tries again
  }
}

std::optional<Keeping> Housekeeper::next() {
  const std::lock_guard lock(mutex_);
  auto out = std::exchange(waiting_, std::nullopt);
  busy_ = out.has_value();
  return out;
}

void Housekeeper::work(const std::stop_token& stop) {
  platform::name_thread("log files");
  platform::work_in_background();
  while (const auto keeping = next()) {
    try {
      failures_ += tidy(*keeping, stop);
    } catch (const std::exception&) {
      failures_++;
    }
  }
}

}  // namespace ddns::log
