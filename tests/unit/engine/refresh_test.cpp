// Services that let a host expire which nobody updates: what is right is written again, seldom.
#include <gtest/gtest.h>

#include <algorithm>

#include "simulation.h"

namespace ddns::test {
namespace {

using events::RecordUpdated;
using events::RecordUpdateFailed;

constexpr auto day = 24h;
const RecordKey home = key_of("home.example.com");
const RecordKey home6 = key_of("home.example.com", RecordType::aaaa);

plan::Capabilities expiring() {
  return {.grain = plan::Grain::host,
          .can_read = false,
          .has_zones = false,
          .many_values = false,
          .refresh_after = 28 * day};
}

/// "home" at such a service, with few checks between, so that months pass quickly.
struct Month : Simulation {
  explicit Month(const plan::Capabilities& capabilities = expiring()) {
    simple("home.example.com", capabilities);
    settings.interval = 6h;
    settings.verify_interval = 6h;
  }
  /// Days since the start at which the service was written to, from now on.
  std::vector<double>& watch_writes() {
    const SteadyTime begin = now();
    provider().on_call = [this, begin](std::string_view verb, const Call&) {
      if (verb == "write") days.push_back(std::chrono::duration<double>(now() - begin) / day);
    };
    return days;
  }
  std::vector<double> days = {};
};

WallTime date_of(Simulation& sim) { return sim.store.remembered("acc").value().at(0).written; }

TEST(Refresh, an_unchanged_host_is_written_once_a_period) {
  Month sim;
  sim.start();
  const auto& days = sim.watch_writes();
  sim.run_for(100 * day);
  ASSERT_EQ(days.size(), 3U) << "at days 28, 56 and 84";
  for (std::size_t i = 0; i < days.size(); ++i) EXPECT_NEAR(days[i], 28.0 * static_cast<double>(i + 1), 0.01);
  const auto updated = sim.all<RecordUpdated>();
  ASSERT_EQ(updated.size(), 4U);
  EXPECT_FALSE(updated[0].unchanged);
  for (std::size_t i = 1; i < updated.size(); ++i) {
    EXPECT_TRUE(updated[i].unchanged) << "it is no change";
    EXPECT_EQ(updated[i].before, updated[i].after);
  }
  const auto history = sim.store.all_history();
  EXPECT_EQ(std::ranges::count(history, "refresh", &state::HistoryEntry::actor), 3);
  EXPECT_EQ(sim.count<events::RecordDoubted>(), 0U);
}

TEST(Refresh, a_service_that_keeps_its_hosts_is_left_in_peace) {
  auto keeping = expiring();
  keeping.refresh_after.reset();
  Month sim(keeping);
  sim.start();
  sim.run_for(400 * day);
  EXPECT_EQ(sim.provider().writes(), 1U);
}

TEST(Refresh, nochg_renews_the_date) {
  Month sim;
  sim.start();
  const auto first = date_of(sim);
  sim.provider().says_unchanged = true;
  sim.run_for(28 * day + 1h);
  EXPECT_EQ(sim.provider().writes(), 2U);
  EXPECT_GE(date_of(sim) - first, 28 * day);
  sim.run_for(27 * day);
  EXPECT_EQ(sim.provider().writes(), 2U) << "one nochg a period";
}

TEST(Refresh, a_new_address_renews_the_date) {
  Month sim;
  sim.start();
  sim.run_for(20 * day);
  sim.source().say({"10.0.0.2"});
  sim.run_for(1 * day);
  EXPECT_EQ(sim.provider().writes(), 2U);
  sim.run_for(26 * day);
  EXPECT_EQ(sim.provider().writes(), 2U) << "written 27 days ago";
  sim.run_for(2 * day);
  EXPECT_EQ(sim.provider().writes(), 3U);
}

TEST(Refresh, the_date_survives_restarts) {
  Month sim;
  sim.start();
  for (int i = 0; i < 27; ++i) {
    sim.run_for(1 * day);
    sim.restart();
  }
  EXPECT_EQ(sim.provider().writes(), 1U);
  sim.run_for(1 * day + 1h);
  EXPECT_EQ(sim.provider().writes(), 2U);
  for (int i = 0; i < 27; ++i) {
    sim.restart();
    sim.run_for(1 * day);
  }
  EXPECT_EQ(sim.provider().writes(), 2U) << "what a refresh renewed is remembered";
  sim.clock.advance(40 * day);  // it did not run
  sim.restart();
  sim.run_for(1h);
  EXPECT_EQ(sim.provider().writes(), 3U) << "at the start, if it is due then";
}

TEST(Refresh, both_families_of_a_host_ride_in_one_call) {
  auto together = expiring();
  together.both_families_in_one = true;
  Month sim(together);
  sim.add_source("wan6");
  sim.add_record("home.example.com", "acc", "wan6", RecordType::aaaa);
  sim.start();
  sim.run_for(1 * day);
  sim.source("wan6").say({"2a01:db8::1"});
  sim.run_for(1 * day);
  ASSERT_EQ(sim.provider().writes(), 2U) << "one day after the other";
  sim.run_for(28 * day);
  ASSERT_EQ(sim.provider().writes(), 3U) << "and from then on together";
  const auto units = sim.provider().units();
  ASSERT_EQ(units.back().operations.size(), 1U);
  const auto& host = std::get<plan::UpdateHost>(units.back().operations[0]);
  EXPECT_TRUE(host.ipv4 && host.ipv6);
}

TEST(Refresh, of_many_hosts_goes_at_the_services_pace) {
  auto paced = expiring();
  paced.rate = plan::Rate{.calls = 5, .window = 60s};
  Month sim(paced);
  for (int i = 0; i < 39; ++i) sim.add_record("h" + std::to_string(i) + ".example.com");
  sim.provider().uses_http = true;
  std::vector<SteadyTime> moments;
  sim.http.answer = [&](const http::Request&) {
    moments.push_back(sim.now());
    return http::Response{.status = 200};
  };
  sim.start();
  sim.run_for(1h);
  ASSERT_EQ(moments.size(), 40U);
  // The machine was off, so all are due at once.
  sim.clock.advance(30 * day);
  moments.clear();
  sim.restart();
  sim.run_for(1h);
  ASSERT_EQ(moments.size(), 40U);
  for (std::size_t i = 5; i < moments.size(); ++i) EXPECT_GE(moments[i] - moments[i - 5], 60s) << i;
}

TEST(Refresh, that_fails_is_tried_again_like_any_write_and_makes_no_record_wrong) {
  Month sim;
  sim.start();
  Error outage = server_error();
  outage.retry_after = 1800s;
  sim.provider().fail_always(outage);
  const auto& days = sim.watch_writes();
  sim.run_for(29 * day);
  EXPECT_GE(days.size(), 2U);
  EXPECT_LE(days.size(), 49U) << "not before 30 minutes have passed";
  const auto failed = sim.all<RecordUpdateFailed>();
  ASSERT_FALSE(failed.empty());
  for (const auto& one : failed) EXPECT_FALSE(one.written) << "it is as right as before";
  sim.provider().fail_always(std::nullopt);
  sim.run_for(1 * day);
  EXPECT_EQ(sim.count<RecordUpdated>(), 2U);
  const auto calls = sim.provider().writes();
  sim.run_for(26 * day);
  EXPECT_EQ(sim.provider().writes(), calls);
}

TEST(Refresh, whose_answer_is_lost_is_not_repeated_before_the_next_day) {
  Month sim;
  sim.start();
  sim.provider().lose_answers(1);
  const auto& days = sim.watch_writes();
  sim.run_for(40 * day);
  ASSERT_EQ(days.size(), 2U) << "the name servers cannot tell whether it arrived, so once more";
  EXPECT_GE(days[1] - days[0], 1.0);
  EXPECT_TRUE(sim.store.dangling().value().empty());
}

TEST(Refresh, that_was_interrupted_by_the_end_of_the_process_is_repeated_once) {
  Month sim;
  sim.start();
  sim.run_for(1h);
  sim.clock.advance(28 * day);
  const auto same = set_of({"10.0.0.1"});
  sim.store.begin({{.record = {"acc", home}, .before = same, .after = same}}).value();
  sim.restart();
  sim.run_for(10 * day);
  EXPECT_EQ(sim.provider().writes(), 2U);
  EXPECT_TRUE(sim.store.dangling().value().empty());
}

TEST(Refresh, a_wall_clock_gone_mad_costs_at_most_one_write_a_day) {
  Month sim;
  sim.start();
  const auto& days = sim.watch_writes();
  for (int i = 1; i <= 96; ++i) {
    sim.clock.set_wall(ManualClock::kStart + i * 40 * day);
    sim.run_for(1h);
  }
  EXPECT_GE(days.size(), 4U);
  EXPECT_LE(days.size(), 5U) << "in four days";
  for (std::size_t i = 1; i < days.size(); ++i) EXPECT_GE(days[i] - days[i - 1], 0.99);
}

TEST(Refresh, nothing_is_written_while_paused_or_where_only_creating_is_allowed) {
  Month sim;
  sim.start();
  sim.run_for(1h);
  sim.settings.accounts[0].policy = plan::Policy::create_only;
  sim.restart();
  sim.run_for(100 * day);
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 0U);

  Month paused;
  paused.start();
  paused.run_for(1 * day);
  paused.post(engine::PauseAsked{true});
  paused.run_for(100 * day);
  EXPECT_EQ(paused.provider().writes(), 1U);
  paused.post(engine::PauseAsked{false});
  paused.run_for(1 * day);
  EXPECT_EQ(paused.provider().writes(), 2U);
}

}  // namespace
}  // namespace ddns::test
