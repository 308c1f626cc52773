#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../../../modules/engine/src/engine.h"
#include "../../../modules/engine/src/jobs.h"
#include "engine_fakes.h"
#include "support/manual_clock.h"
#include "support/scripted_random.h"

namespace ddns::test {

using namespace std::chrono_literals;

/// The engine with its jobs on one thread and a clock that jumps from one due moment to the next: days in milliseconds,
/// the same every time.
class Simulation {
 public:
  Simulation();
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  // --- the configuration, before start() ---
  engine::Settings settings;
  FakeProvider& add_account(const std::string& id, const plan::Capabilities& capabilities = {});
  FakeSource& add_source(const std::string& id, bool event_backed = false);
  engine::RecordSettings& add_record(std::string_view name, const std::string& account = "acc",
                                     const std::string& source = "wan", RecordType type = RecordType::a);
  /// One account "acc" with zone example.com, one source "wan" that says 198.51.100.1, and this record.
  void simple(std::string_view name = "home.example.com", const plan::Capabilities& capabilities = {});

  // --- the run ---
  void start();
  /// The process ends (as by kill -9) and begins again on the same store, with the settings as they are now.
  void restart();
  void run_for(std::chrono::milliseconds span);
  /// Works until nothing is left to do at this moment.
  void settle() { run_for(0ms); }
  void post(engine::Message message) { inbox_.push_back(std::move(message)); }
  void notice(engine::Notice notice) { post(engine::Noticed{notice}); }
  /// Posts new settings.
  void reload();
  /// The answer; fails the test when there is none within `patience`.
  engine::UpdateReport update(engine::UpdateRequest request = {}, std::chrono::milliseconds patience = 60s);
  engine::PlanReport plan();
  /// For requests posted by hand.
  [[nodiscard]] std::optional<engine::UpdateReport> answer(engine::Ticket ticket) const;
  [[nodiscard]] std::optional<engine::PlanReport> preview(engine::Ticket ticket) const;
  /// Jobs are kept instead of run, until they are released.
  bool hold_jobs = false;
  void release();

  // --- the world ---
  FakeProvider& provider(const std::string& id = "acc") { return *providers_.at(id); }
  FakeSource& source(const std::string& id = "wan") { return *sources_.at(id); }
  const engine::World& world() const { return engine_->world(); }
  const std::vector<engine::Job>& held() const { return held_; }
  [[nodiscard]] SteadyTime now() const { return clock.steady(); }
  [[nodiscard]] SteadyTime next_due() const { return next_due_; }
  /// Moments at which the clock, not a message, woke the engine.
  unsigned wakeups = 0;

  ManualClock clock;
  ScriptedRandom random;
  FakeHttpFactory http;
  MemoryStore store;
  RecordingSink sink;
  std::function<std::string(std::string)> mask;  ///< as Environment::mask
  NameServers dns;

  template <class T>
  [[nodiscard]] std::size_t count() const {
    return sink.count<T>();
  }
  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    return sink.all<T>();
  }

 private:
  class JumpingWaiter final : public engine::Waiter {
   public:
    explicit JumpingWaiter(ManualClock& clock) : clock_(clock) {}
    bool wait_until(SteadyTime at, const std::stop_token& stop) override {
      if (at > clock_.steady()) clock_.advance(at - clock_.steady());
      return !stop.stop_requested();
    }

   private:
    ManualClock& clock_;
  };

  void step();
  void run(const engine::Job& job);
  AddressSet published(const RecordKey& key) const;

  std::map<std::string, std::shared_ptr<FakeProvider>> providers_;
  std::map<std::string, std::shared_ptr<FakeSource>> sources_;
  engine::Environment environment_;
  engine::Journal journal_;
  JumpingWaiter waiter_;
  std::unique_ptr<engine::Authorities> authorities_;
  std::unique_ptr<engine::Engine> engine_;
  std::mutex inbox_mutex_;
  std::vector<engine::Message> inbox_;
  std::vector<engine::Job> held_;
  SteadyTime next_due_ = SteadyTime::max();
  std::map<engine::Ticket, engine::UpdateReport> updates_;
  std::map<engine::Ticket, engine::PlanReport> plans_;
  engine::Ticket last_ticket_ = 100000;
};

/// Fails like a service that cannot be reached.
inline Error unreachable() { return {.reason = Reason::connect, .message = "connection refused"}; }
inline Error server_error() { return {.reason = Reason::http_5xx, .message = "502 Bad Gateway"}; }
inline Error error_of(Reason reason) { return {.reason = reason, .message = std::string(to_string(reason))}; }

}  // namespace ddns::test
