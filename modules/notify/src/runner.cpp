#include "ddns/notify/runner.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "office.h"

namespace ddns::notify {

/// One mutex guards what other threads put in; the notify thread takes everything out at once.
struct Inbox::Impl {
  explicit Impl(std::size_t most) : capacity(most) {}

  const std::size_t capacity;
  std::atomic<bool> wanted{false};
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<events::Event> events;
  std::vector<Delivered> delivered;
  std::optional<Settings> settings;
  bool stop = false;
  std::uint64_t lost = 0;
};

namespace {

using namespace events;

/// The others are frequent and say nothing to a person.
bool matters(const Payload& payload) {
  if (const auto* written = std::get_if<StateWritten>(&payload)) return written->news;
  return !(std::holds_alternative<CallFinished>(payload) || std::holds_alternative<OperationFinished>(payload) ||
           std::holds_alternative<PlanMade>(payload) || std::holds_alternative<HttpServed>(payload) ||
           std::holds_alternative<NotificationsPending>(payload) || std::holds_alternative<BridgeSent>(payload) ||
           std::holds_alternative<ListenerChanged>(payload) || std::holds_alternative<ProcessStarted>(payload) ||
           std::holds_alternative<ProcessReady>(payload) || std::holds_alternative<ProcessStopping>(payload));
}

}  // namespace

Inbox::Inbox(std::size_t capacity) : impl_(std::make_unique<Impl>(capacity)) {}
Inbox::~Inbox() = default;

void Inbox::publish(const Event& event) noexcept {
  if (!impl_->wanted.load(std::memory_order_relaxed) || !matters(event.payload)) return;
  try {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->events.size() >= impl_->capacity) {
      impl_->events.pop_front();
      ++impl_->lost;
    }
    impl_->events.push_back(event);
  } catch (const std::exception&) {
    // Out of memory: a notification is lost, updating is not.
  }
  impl_->changed.notify_one();
}

std::uint64_t Inbox::lost() const noexcept {
  const std::lock_guard lock(impl_->mutex);
  return impl_->lost;
}

struct Runner::Impl {
  Impl(Environment its_environment, Inbox& its_inbox)
      : environment(std::move(its_environment)), box(its_inbox.impl()) {}

  Environment environment;
  Inbox::Impl& box;
  std::thread thread;

  struct Worker {
    std::uint64_t serial;
    std::jthread thread;
  };

  [[nodiscard]] Now now() const { return {environment.clock.steady(), environment.clock.wall()}; }

  void start(Settings settings) {
    box.wanted = true;
    thread = std::thread([this, settings = std::move(settings)]() mutable { run(std::move(settings)); });
  }

  struct Taken {
    std::deque<Event> events;
    std::vector<Delivered> delivered;
    std::optional<Settings> settings;
    bool stop = false;
  };

  /// Sleeps until there is something, or `until`.
  Taken wait(const std::optional<SteadyTime>& until) {
    std::unique_lock lock(box.mutex);
    const auto something = [&] { return box.stop || box.settings || !box.events.empty() || !box.delivered.empty(); };
    if (until) {
      box.changed.wait_until(lock, *until, something);
    } else {
      box.changed.wait(lock, something);
    }
    return {std::exchange(box.events, {}), std::exchange(box.delivered, {}), std::exchange(box.settings, std::nullopt),
            box.stop};
  }

  void run(Settings settings) {
    Office office(environment, std::move(settings), now());
    std::vector<Worker> workers;
    bool stopping = false;
    while (!stopping) {
      for (auto& delivery : office.step(now())) send(std::move(delivery), workers);
      auto taken = wait(office.due(now()));
      for (const auto& delivered : taken.delivered) {
        std::erase_if(workers, [&](const Worker& worker) { return worker.serial == delivered.serial; });
        office.finished(delivered, now());
      }
      for (const auto& event : taken.events) office.take(event);
      if (taken.settings) {
        office.configure(std::move(*taken.settings), now());
        for (auto& worker : workers) {
          if (!office.awaits(worker.serial)) worker.thread.request_stop();
        }
      }
      stopping = taken.stop;
    }
    for (auto& worker : workers) worker.thread.request_stop();
    office.close(now());
  }

  void send(Delivery delivery, std::vector<Worker>& workers) {
    const auto serial = delivery.serial;
    workers.push_back({serial, std::jthread([this, delivery = std::move(delivery)](std::stop_token stop) {
                         auto delivered = deliver(delivery, environment, std::move(stop));
                         const std::lock_guard lock(box.mutex);
                         box.delivered.push_back(std::move(delivered));
                         box.changed.notify_one();
                       })});
  }

  void stop() {
    if (!thread.joinable()) return;
    {
      const std::lock_guard lock(box.mutex);
      box.stop = true;
    }
    box.changed.notify_one();
    thread.join();
    box.wanted = false;
    const std::lock_guard lock(box.mutex);
    box.stop = false;
    box.events.clear();
    box.delivered.clear();
    box.settings.reset();
  }
};

Runner::Runner(Environment environment, Inbox& inbox, Settings settings)
    : impl_(std::make_unique<Impl>(std::move(environment), inbox)) {
  if (!settings.channels.empty()) impl_->start(std::move(settings));
}

Runner::~Runner() { stop(); }

void Runner::reload(Settings settings) {
  if (!impl_->thread.joinable()) {
    if (!settings.channels.empty()) impl_->start(std::move(settings));
    return;
  }
  const bool none = settings.channels.empty();
  {
    const std::lock_guard lock(impl_->box.mutex);
    impl_->box.settings = std::move(settings);
  }
  impl_->box.changed.notify_one();
  if (none) impl_->stop();
}

void Runner::stop() { impl_->stop(); }

}  // namespace ddns::notify
