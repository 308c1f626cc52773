#include "ddns/engine/runner.h"

#include <atomic>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "ddns/core/text.h"
#include "ddns/platform/thread_name.h"
#include "engine.h"
#include "inbox.h"
#include "jobs.h"
#include "promises.h"
#include "workers.h"

namespace ddns::engine {

namespace {

/// Those who want to know that the engine thread still comes round.
class Pings {
 public:
  void add(std::function<void()> alive) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(alive));
  }
  void answer() {
    std::vector<std::function<void()>> now;
    {
      const std::lock_guard lock(mutex_);
      now.swap(waiting_);
    }
    for (const auto& alive : now) alive();
  }

 private:
  std::mutex mutex_;
  std::vector<std::function<void()>> waiting_;
};

/// What the thread is called that does a job.
struct JobName {
  std::string operator()(const SourceJob& job) const { return cat("source ", job.settings->sources[job.source].id); }
  std::string operator()(const LaneJob& job) const { return cat("lane ", job.settings->accounts[job.account].id); }
  std::string operator()(const CheckJob& job) const { return cat("proof ", job.settings->accounts[job.account].id); }
  std::string operator()(const JournalJob&) const { return "state"; }
};

std::string name_of(const Job& job) {
  return std::visit(JobName{}, static_cast<const std::variant<SourceJob, LaneJob, CheckJob, JournalJob>&>(job));
}

}  // namespace

/// Thread glue: everything that decides is in Engine, everything that acts in the jobs.
struct Runner::Impl {
  Impl(Environment given, std::shared_ptr<const Settings> settings)
      : environment(std::move(given)),
        journal(environment),
        waiter(environment.clock),
        first_settings(settings),
        engine(std::move(settings), environment.random),
        thread([this] {
          platform::name_thread("engine");
          loop();
        }) {}

  [[nodiscard]] Moment now() const { return {environment.clock.steady(), environment.clock.wall()}; }

  void loop() {
    std::vector<Message> messages;
    messages.emplace_back(journal.load(*first_settings));
    first_settings.reset();
    for (;;) {
      StepResult result = engine.step(now(), std::move(messages));
      const SteadyTime next_due = result.next_due;
      carry_out(std::move(result));
      if (wrote && running == 0 && environment.at_rest) {
        wrote = false;
        environment.at_rest();
      }
      auto more = inbox.wait(next_due, environment.clock);
      if (!more) return;
      messages = *std::move(more);
      pings.answer();
      workers.reap();
    }
  }

  void carry_out(StepResult&& result) {
    tell(result);
    if (result.network_changed) {
      environment.http.network_changed();
      authorities.forget();
    }
    if (result.wind_down) {
      wind_down.request_stop();
      wind_down = std::stop_source{};
    }
    if (result.cut_off) {
      calls.request_stop();
      calls = std::stop_source{};
    }
    for (Job& job : result.jobs) start(std::make_shared<const Job>(std::move(job)));
  }

  void tell(const StepResult& result) {
    for (const events::Event& event : result.events) {
      environment.sink.publish(event);
      wrote = wrote || std::holds_alternative<events::RecordUpdated>(event.payload);
    }
    for (const auto& [ticket, report] : result.updates) updates.keep(ticket, report);
    for (const auto& [ticket, report] : result.plans) plans.keep(ticket, report);
  }

  void start(const std::shared_ptr<const Job>& job) {
    const auto last = std::make_shared<Message>();
    const bool is_lane = std::holds_alternative<LaneJob>(*job);
    const JobDoors doors{.environment = environment,
                         .journal = journal,
                         .waiter = waiter,
                         .authorities = authorities,
                         .stop = is_lane ? calls.get_token() : stop_now.get_token(),
                         .wind_down = wind_down.get_token(),
                         .post = [this](Message message) { inbox.post(std::move(message)); }};
    ++running;
    try {
      workers.start(
          name_of(*job), [job, doors, last] { *last = run_job(*job, doors); },
          [this, last] {
            --running;
            inbox.post(std::move(*last));
          });
    } catch (const std::system_error& error) {
      --running;
      inbox.post(
          job_failed(*job, {.reason = Reason::io, .message = std::string("no thread to work on: ") + error.what()}));
    }
  }

  /// What the workers said last, written down and told; nobody waits for a promise any longer.
  void finish() {
    workers.join_all();
    const StepResult last = engine.finish(now(), inbox.close());
    for (const Job& job : last.jobs) {
      if (const auto* write = std::get_if<JournalJob>(&job)) journal.write(write->batch);
    }
    tell(last);
    updates.keep_all({});
    plans.keep_all(PlanReport{.plans = {}, .failures = {{{}, {}, stopping}}});
  }

  void stop() {
    const std::lock_guard lock(stop_mutex);
    if (stopped) return;
    stop_now.request_stop();
    inbox.stop_waiting();
    thread.join();
    // Belongs to the engine thread until here.
    calls.request_stop();
    finish();
    stopped = true;
  }

  const Error stopping{.reason = Reason::cancelled, .message = "the program is stopping"};
  Environment environment;
  Journal journal;
  ThreadWaiter waiter;
  Authorities authorities;
  std::shared_ptr<const Settings> first_settings;
  Engine engine;
  Inbox inbox;
  Pings pings;
  Promises<UpdateReport> updates;
  Promises<PlanReport> plans;
  std::atomic<unsigned> running{0};  ///< workers that have not said their last
  bool wrote = false;                ///< since the last rest
  Workers workers;
  std::stop_source stop_now;
  std::stop_source wind_down;
  std::stop_source calls;  ///< of the lanes
  std::mutex stop_mutex;
  bool stopped = false;
  std::jthread thread;
};

Runner::Runner(Environment environment, std::shared_ptr<const Settings> settings)
    : impl_(std::make_unique<Impl>(std::move(environment), std::move(settings))) {}

Runner::~Runner() { stop(); }

std::future<UpdateReport> Runner::update(UpdateRequest request) {
  auto [ticket, future] = impl_->updates.make();
  if (!impl_->inbox.post(UpdateAsked{ticket, std::move(request)})) impl_->updates.keep(ticket, {});
  return std::move(future);
}

std::future<PlanReport> Runner::plan() {
  auto [ticket, future] = impl_->plans.make();
  if (!impl_->inbox.post(PlanAsked{ticket})) {
    impl_->plans.keep(ticket, {.plans = {}, .failures = {{{}, {}, impl_->stopping}}});
  }
  return std::move(future);
}

void Runner::pause(bool paused) { impl_->inbox.post(PauseAsked{paused}); }

void Runner::reload(std::shared_ptr<const Settings> settings) { impl_->inbox.post(NewSettings{std::move(settings)}); }

void Runner::notice(Notice notice) { impl_->inbox.post(Noticed{notice}); }

void Runner::ping(std::function<void()> alive) {
  impl_->pings.add(std::move(alive));
  impl_->inbox.nudge();
}

void Runner::stop() { impl_->stop(); }

}  // namespace ddns::engine
