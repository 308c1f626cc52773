#include <mutex>
#include <utility>

#include "ddns/events/sink.h"

namespace ddns::events {

struct Fanout::Impl {
  std::vector<EventSink*> sinks;
  std::mutex mutex;
};

Fanout::Fanout(std::vector<EventSink*> sinks) : impl_(std::make_unique<Impl>()) { impl_->sinks = std::move(sinks); }

Fanout::~Fanout() = default;

void Fanout::publish(const Event& event) noexcept {
  const std::lock_guard lock(impl_->mutex);
  for (EventSink* sink : impl_->sinks) sink->publish(event);
}

}  // namespace ddns::events
