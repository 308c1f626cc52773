// What the engine's own events make of the service level: the clock that starts pessimistically.
#include <gtest/gtest.h>

#include "ddns/events/status_view.h"
#include "simulation.h"

namespace ddns::test {
namespace {

using events::AddressChanged;

const RecordKey home = key_of("home.example.com");

/// The record's figures at the end of the run so far.
events::RecordStatus figures(Simulation& sim, bool event_backed = false) {
  events::StatusView view;
  events::Setup setup;
  setup.sources = {{.id = "wan", .type = "fake", .ipv4 = true, .event_backed = event_backed}};
  setup.accounts = {{.id = "acc", .provider = "fake"}};
  setup.records = {{.key = home, .account = "acc", .source = "wan"}};
  const auto all = sim.sink.events();
  events::fold_into(view, {all.front().at, all.front().steady, {}, events::ConfigLoaded{"/c.yaml", setup}});
  for (const auto& event : all) events::fold_into(view, event);
  events::account_until(view, sim.now());
  return view.records.begin()->second;
}

void simple(Simulation& sim, bool event_backed) {
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan", event_backed).say({"10.0.0.1"});
  sim.add_record("home.example.com");
}

TEST(ServiceLevel, a_poll_tells_when_the_former_address_was_last_seen) {
  Simulation sim;
  simple(sim, false);
  sim.start();
  sim.run_for(2min);
  sim.source().say({"10.0.0.2"});
  sim.run_for(4min);
  const auto changes = sim.all<AddressChanged>();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].last_confirmed, ManualClock::kStart);
  EXPECT_EQ(changes[0].confirmed, SteadyTime{1000s});
  const auto record = figures(sim);
  EXPECT_NEAR(record.observed_seconds, 360, 1);
  EXPECT_NEAR(record.wrong_seconds, 240, 1) << "five minutes less the one that was promised";
}

TEST(ServiceLevel, an_event_tells_that_the_former_address_stood_until_now) {
  Simulation sim;
  simple(sim, true);
  sim.start();
  sim.run_for(150s);
  sim.source().say({"10.0.0.2"});
  sim.notice(engine::Notice::addresses);
  sim.run_for(2min);
  const auto changes = sim.all<AddressChanged>();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].confirmed, SteadyTime{1150s});
  EXPECT_NEAR(figures(sim, true).wrong_seconds, 0, 1e-6);
  EXPECT_NEAR(figures(sim, true).observed_seconds, 270, 1);
}

TEST(ServiceLevel, an_event_that_was_missed_is_no_confirmation) {
  Simulation sim;
  simple(sim, true);
  sim.start();
  sim.run_for(2min);
  sim.source().say({"10.0.0.2"});
  sim.run_for(4min);
  const auto changes = sim.all<AddressChanged>();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].confirmed, SteadyTime{1000s}) << "the safety poll found it";
}

TEST(ServiceLevel, sleep_is_not_counted_and_a_change_found_on_waking_is_repaired_in_time) {
  Simulation sim;
  simple(sim, true);
  sim.start();
  sim.run_for(1min);
  sim.clock.set_wall(sim.clock.wall() + 8h);
  sim.source().say({"10.0.0.77"});
  sim.notice(engine::Notice::resumed);
  sim.run_for(1min);
  const auto record = figures(sim, true);
  EXPECT_NEAR(record.observed_seconds, 120, 1);
  EXPECT_NEAR(record.wrong_seconds, 0, 1e-6);
}

TEST(ServiceLevel, a_reload_keeps_what_was_confirmed) {
  Simulation sim;
  simple(sim, false);
  sim.start();
  sim.run_for(2min);
  sim.reload();
  sim.settle();
  sim.source().say({"10.0.0.2"});
  sim.run_for(6min);
  const auto changes = sim.all<AddressChanged>();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].confirmed, SteadyTime{1120s}) << "the reload asked too";
}

}  // namespace
}  // namespace ddns::test
