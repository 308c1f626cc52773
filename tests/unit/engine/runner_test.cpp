// The thread glue, with real threads and a world in memory.
#include "ddns/engine/runner.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "engine_fakes.h"
#include "support/eventually.h"
#include "support/scripted_random.h"

namespace ddns::test {
namespace {

using namespace std::chrono_literals;
using engine::OutcomeKind;
using events::RecordUpdated;

const RecordKey home = key_of("home.example.com");

/// Everything a Runner needs, on the system's clock.
struct Machine {
  SystemClock clock;
  ScriptedRandom random;
  FakeHttpFactory http;
  MemoryStore store;
  RecordingSink sink;
  std::map<std::string, std::shared_ptr<FakeProvider>> providers;
  std::map<std::string, std::shared_ptr<FakeSource>> sources;
  NameServers dns{[this](const RecordKey& key, const dns::Server&) {
    for (const auto& [id, provider] : providers) {
      if (auto addresses = provider->at(key); !addresses.empty()) return addresses;
    }
    return AddressSet{};
  }};
  engine::Settings settings;

  FakeProvider& add_account(const std::string& id, const plan::Capabilities& can = {}) {
    providers[id] = std::make_shared<FakeProvider>(can);
    providers[id]->add_zone("example.com");
    settings.accounts.push_back({.id = id, .provider_id = "fake", .provider = providers[id], .fingerprint = id});
    return *providers[id];
  }
  FakeSource& add_source(const std::string& id) {
    sources[id] = std::make_shared<FakeSource>();
    sources[id]->say({"10.0.0.1"});
    engine::SourceSettings source{.id = id, .type = "fake", .source = sources[id]};
    source.admission.allow_private = true;
    settings.sources.push_back(std::move(source));
    return *sources[id];
  }
  void add_record(std::string_view name, const std::string& account = "acc", const std::string& source = "wan") {
    engine::RecordSettings record;
    record.target.key = key_of(name);
    record.account = account;
    record.source = source;
    settings.records.push_back(std::move(record));
  }
  Machine() { dns.add_zone("example.com"); }
  void simple() {
    add_account("acc");
    add_source("wan");
    add_record("home.example.com");
  }
  engine::Environment environment() {
    return {.clock = clock,
            .random = random,
            .http = http,
            .dns = dns,
            .store = store,
            .sink = sink,
            .system_resolvers = [] { return std::vector{NameServers::resolver()}; }};
  }
  std::shared_ptr<const engine::Settings> shared() const { return std::make_shared<const engine::Settings>(settings); }
};

template <class T>
T get(std::future<T> future) {
  EXPECT_EQ(future.wait_for(20s), std::future_status::ready);
  return future.get();
}

TEST(Runner, publishes_proves_and_follows_a_change) {
  Machine machine;
  machine.simple();
  engine::Runner runner(machine.environment(), machine.shared());
  ASSERT_TRUE(machine.sink.wait_for<events::RecordVerified>(1));
  machine.sources["wan"]->say({"10.0.0.2"});
  runner.notice(engine::Notice::addresses);
  ASSERT_TRUE(machine.sink.wait_for<events::RecordVerified>(
      1, [](const auto& verified) { return verified.addresses == set_of({"10.0.0.2"}); }));
  EXPECT_EQ(machine.providers["acc"]->at(home), set_of({"10.0.0.2"}));
}

TEST(Runner, tells_when_what_was_written_is_done) {
  Machine machine;
  machine.simple();
  auto environment = machine.environment();
  std::atomic<unsigned> rests{0};
  environment.at_rest = [&] { ++rests; };
  engine::Runner runner(std::move(environment), machine.shared());
  ASSERT_TRUE(machine.sink.wait_for<events::RecordVerified>(1));
  EXPECT_TRUE(eventually([&] { return rests > 0; }));
}

TEST(Runner, answers_requests_from_other_threads) {
  Machine machine;
  machine.simple();
  engine::Runner runner(machine.environment(), machine.shared());
  ASSERT_TRUE(machine.sink.wait_for<RecordUpdated>(1));
  std::vector<std::jthread> askers;
  std::atomic<int> kept{0};
  for (int i = 0; i < 4; ++i) {
    askers.emplace_back([&] {
      const auto report = get(runner.update({}));
      if (report.records.size() == 1 && report.records[0].kind == OutcomeKind::kept) ++kept;
      EXPECT_EQ(get(runner.plan()).plans.size(), 1U);
    });
  }
  askers.clear();
  EXPECT_EQ(kept, 4);
}

TEST(Runner, no_lane_waits_for_another_account_s_slow_service) {
  Machine machine;
  machine.simple();
  machine.add_account("slow");
  machine.add_record("slow.example.com", "slow");
  std::latch release(1);
  machine.providers["slow"]->on_call = [&](std::string_view, const Call&) { release.wait(); };
  engine::Runner runner(machine.environment(), machine.shared());
  EXPECT_TRUE(machine.sink.wait_for<RecordUpdated>(1));
  EXPECT_EQ(machine.providers["acc"]->at(home), set_of({"10.0.0.1"}));
  release.count_down();
  EXPECT_TRUE(machine.sink.wait_for<RecordUpdated>(2));
}

TEST(Runner, has_as_many_calls_in_flight_as_the_service_allows) {
  Machine machine;
  machine.add_account("acc", {.in_flight = 4});
  machine.add_source("wan");
  for (int i = 0; i < 16; ++i) machine.add_record("h" + std::to_string(i) + ".example.com");
  // Only when four calls are there at the same time does any of them go on.
  std::latch together(4);
  std::atomic<int> writes{0};
  machine.providers["acc"]->on_call = [&](std::string_view verb, const Call&) {
    if (verb == "write" && ++writes <= 4) together.arrive_and_wait();
  };
  engine::Runner runner(machine.environment(), machine.shared());
  EXPECT_TRUE(machine.sink.wait_for<RecordUpdated>(16));
}

TEST(Runner, stops_while_a_call_hangs_and_answers_every_open_request) {
  Machine machine;
  machine.simple();
  std::latch arrived(1);
  std::atomic<bool> first{true};
  machine.providers["acc"]->on_call = [&](std::string_view, const Call& call) {
    if (first.exchange(false)) arrived.count_down();
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait(lock, call.stop, [] { return false; });
  };
  engine::Runner runner(machine.environment(), machine.shared());
  arrived.wait();
  auto update = runner.update({});
  auto plan = runner.plan();
  const auto began = machine.clock.steady();
  runner.stop();
  EXPECT_LT(machine.clock.steady() - began, 2s);
  for (const auto& outcome : get(std::move(update)).records) {
    ASSERT_TRUE(outcome.error.has_value());
    EXPECT_EQ(outcome.error->reason, Reason::cancelled);
  }
  EXPECT_EQ(get(std::move(plan)).failures.at(0).error.reason, Reason::cancelled);
  EXPECT_EQ(machine.sink.count<events::RecordUpdateFailed>(), 0U) << "stopping is no failure";
  EXPECT_TRUE(get(runner.update({})).records.empty());
  EXPECT_EQ(get(runner.plan()).failures.size(), 1U);
  runner.stop();
}

TEST(Runner, a_write_cut_off_by_stopping_is_settled_by_the_next_start) {
  Machine machine;
  machine.simple();
  auto& provider = *machine.providers["acc"];
  std::latch arrived(1);
  std::atomic<bool> hang{true};
  provider.on_call = [&](std::string_view verb, const Call& call) {
    if (verb != "write" || !hang.exchange(false)) return;
    arrived.count_down();
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait(lock, call.stop, [] { return false; });
  };
  provider.lose_answers(1);
  {
    engine::Runner runner(machine.environment(), machine.shared());
    arrived.wait();
  }
  EXPECT_EQ(machine.store.dangling().value().size(), 1U);
  {
    engine::Runner runner(machine.environment(), machine.shared());
    ASSERT_TRUE(machine.sink.wait_for<events::RecordVerified>(1));
  }
  EXPECT_EQ(provider.writes(), 1U);
  EXPECT_TRUE(machine.store.dangling().value().empty());
}

TEST(Runner, reload_waits_for_no_slow_rate) {
  Machine machine;
  machine.add_account("acc", {.rate = plan::Rate{3, 30s}});
  machine.providers["acc"]->uses_http = true;
  machine.add_source("wan");
  machine.add_record("a.example.com");
  machine.add_record("b.example.com");
  engine::Runner runner(machine.environment(), machine.shared());
  ASSERT_TRUE(machine.sink.wait_for<RecordUpdated>(1));
  // The lane sleeps for its next token. New settings without the second record end it.
  machine.add_account("fresh");
  machine.settings.records.clear();
  machine.add_record("c.example.com", "fresh");
  runner.reload(machine.shared());
  EXPECT_TRUE(machine.sink.wait_for<RecordUpdated>(
      1, [](const auto& updated) { return updated.key == key_of("c.example.com"); }));
}

TEST(Runner, pause_and_resume_from_another_thread) {
  Machine machine;
  machine.simple();
  engine::Runner runner(machine.environment(), machine.shared());
  ASSERT_TRUE(machine.sink.wait_for<RecordUpdated>(1));
  runner.pause(true);
  ASSERT_TRUE(machine.sink.wait_for<events::PauseChanged>(1));
  machine.sources["wan"]->say({"10.0.0.2"});
  EXPECT_EQ(get(runner.update({})).records.at(0).kind, OutcomeKind::paused);
  runner.pause(false);
  EXPECT_TRUE(machine.sink.wait_for<RecordUpdated>(2));
}

TEST(Runner, starts_and_stops_without_any_record) {
  Machine machine;
  {
    engine::Runner runner(machine.environment(), machine.shared());
    ASSERT_TRUE(machine.sink.wait_for<events::CycleFinished>(1));
    EXPECT_TRUE(get(runner.update({})).records.empty());
  }
  EXPECT_EQ(machine.sink.count<events::RecordUpdateFailed>(), 0U);
}

}  // namespace
}  // namespace ddns::test
