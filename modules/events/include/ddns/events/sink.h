#pragma once

#include <memory>
#include <vector>

#include "ddns/events/event.h"

namespace ddns::events {

/// Takes events. publish() is called from any thread, must not throw, must not block on a network or a full disk, and
/// must not publish in turn.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void publish(const Event& event) noexcept = 0;
};

/// Hands every event to each sink, in order, one event at a time: observers behind one Fanout need no lock of their own
/// against each other's order. The sinks must outlive it.
class Fanout final : public EventSink {
 public:
  explicit Fanout(std::vector<EventSink*> sinks);
  ~Fanout() override;
  void publish(const Event& event) noexcept override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ddns::events
