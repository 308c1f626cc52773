#include "ddns/notify/runner.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "ddns/core/text.h"
#include "ddns/platform/thread_name.h"
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
           std::holds_alternative<ProcessReady>(payload) || std::holds_alternative<ProcessStopping>(payload) ||
           std::holds_alternative<ProcessStopped>(payload));
}

Error no_thread(const std::system_error& error) {
  return {.reason = Reason::io, .message = cat("no thread to send it on: ", error.what())};
}

}  // namespace

Inbox::Inbox(std::size_t capacity) : impl_(std::make_unique<Impl>(capacity)) {}
Inbox::~Inbox() = default;

void Inbox::publish(const Event& event) noexcept {
  if (!impl_->wanted.load(std::memory_order_relaxed) || !matters(event.payload)) return;
  try {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->events.size() >= impl_->capacity) impl_->events.pop_front();
    impl_->events.push_back(event);
  } catch (const std::exception&) {
    // Out of memory: a notification is lost, updating is not.
  }
  impl_->changed.notify_one();
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

  void start(const Settings& settings) {
    box.wanted = true;
    try {
      thread = std::thread([this, settings] {
        platform::name_thread("notify");
        run(settings);
      });
    } catch (const std::system_error& error) {
      box.wanted = false;
      for (const auto& channel : settings.channels) {
        environment.sink.publish({.at = now().wall,
                                  .steady = now().steady,
                                  .trace = {},
                                  .payload = NotificationTried{.channel = channel.id,
                                                               .type = channel.spec->id,
                                                               .title = "every message until the next reload",
                                                               .error = no_thread(error)}});
      }
    }
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
    return take();
  }
  /// With the mutex held.
  Taken take() {
    return {std::exchange(box.events, {}), std::exchange(box.delivered, {}), std::exchange(box.settings, std::nullopt),
            box.stop};
  }

  void run(const Settings& settings) {
    Office office(environment, settings, now());
    std::vector<Worker> workers;
    bool stopping = false;
    while (!stopping) {
      for (auto& delivery : office.step(now())) send(std::move(delivery), office, workers);
      auto taken = wait(office.due(now()));
      stopping = taken.stop;
      work_in(std::move(taken), office, workers);
    }
    wind_up(office, workers);
  }

  void work_in(Taken taken, Office& office, std::vector<Worker>& workers) const {
    for (const auto& delivered : taken.delivered) {
      std::erase_if(workers, [&](const Worker& worker) { return worker.serial == delivered.serial; });
      office.finished(delivered, now());
    }
    // Before the events: what a new channel has to know of the settings comes as one of them.
    if (taken.settings) {
      office.configure(*taken.settings, now());
      for (auto& worker : workers) {
        if (!office.awaits(worker.serial)) worker.thread.request_stop();
      }
    }
    for (const auto& event : taken.events) office.take(event);
  }

  /// What a service took while we were stopping must not go out again after the restart.
  void wind_up(Office& office, std::vector<Worker>& workers) {
    for (auto& worker : workers) worker.thread.request_stop();
    workers.clear();  // joins
    Taken last;
    {
      const std::lock_guard lock(box.mutex);
      last = take();
    }
    last.settings.reset();
    work_in(std::move(last), office, workers);
    office.close(now());
  }

  void send(Delivery delivery, Office& office, std::vector<Worker>& workers) {
    const auto serial = delivery.serial;
    const auto channel = delivery.channel->id;
    try {
      workers.push_back({serial, environment.thread([this, delivery = std::move(delivery)](std::stop_token stop) {
                           platform::name_thread(cat("send ", delivery.channel->id));
                           auto delivered = deliver(delivery, senders(environment), std::move(stop));
                           const std::lock_guard lock(box.mutex);
                           box.delivered.push_back(std::move(delivered));
                           box.changed.notify_one();
                         })});
    } catch (const std::system_error& error) {
      office.finished({.serial = serial, .channel = channel, .outcome = fail(no_thread(error))}, now());
    }
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

Runner::Runner(Environment environment, Inbox& inbox, const Settings& settings)
    : impl_(std::make_unique<Impl>(std::move(environment), inbox)) {
  if (!settings.channels.empty()) impl_->start(settings);
}

Runner::~Runner() { stop(); }

void Runner::reload(Settings settings) {
  if (!impl_->thread.joinable()) {
    if (!settings.channels.empty()) impl_->start(settings);
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
