// When sources are asked, and what their answers set off.
#include <gtest/gtest.h>

#include "simulation.h"

namespace ddns::test {
namespace {

using engine::Notice;
using events::AddressChanged;
using events::CycleFinished;
using events::CycleStarted;
using events::Trigger;

const RecordKey home = key_of("home.example.com");

std::vector<Trigger> triggers(const Simulation& sim) {
  std::vector<Trigger> all;
  for (const auto& cycle : sim.all<CycleStarted>()) all.push_back(cycle.trigger);
  return all;
}

TEST(Detection, asks_at_start_and_then_exactly_one_interval_after_each_round) {
  Simulation sim;
  sim.simple();
  sim.settings.records[0].verify = engine::VerifySettings{.enabled = false};
  sim.start();
  EXPECT_EQ(sim.source().asked(), 1U);
  EXPECT_EQ(sim.next_due(), sim.now() + 5min);
  sim.wakeups = 0;
  sim.run_for(1h);
  EXPECT_EQ(sim.source().asked(), 13U);
  EXPECT_EQ(sim.wakeups, 12U) << "nothing else wakes the engine";
  EXPECT_EQ(sim.provider().calls(), 3U) << "zones, read, write; nothing at rest";
}

TEST(Detection, the_interval_counts_from_the_end_of_the_round) {
  Simulation sim;
  sim.simple();
  sim.hold_jobs = true;
  sim.start();
  sim.run_for(20s);
  sim.release();
  EXPECT_EQ(sim.world().safety_due, sim.now() + 5min);
}

TEST(Detection, a_gained_address_acts_at_once_and_the_change_is_told) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(2min);
  sim.source().say({"10.0.0.2"});
  sim.notice(Notice::addresses);
  sim.settle();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
  const auto changes = sim.all<AddressChanged>();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].before, set_of({"10.0.0.1"}));
  EXPECT_EQ(changes[0].after, set_of({"10.0.0.2"}));
  EXPECT_TRUE(changes[0].last_confirmed.has_value());
  EXPECT_EQ(sim.all<events::RecordUpdated>().back().trigger, Trigger::address_change);
}

TEST(Detection, a_removal_alone_publishes_nothing_until_a_calm_round_confirms_it) {
  Simulation sim;
  sim.simple();
  sim.settings.records[0].target.many_values = true;
  sim.source().say({"10.0.0.1", "10.0.0.2"});
  sim.start();
  sim.run_for(1min);
  sim.source().say({"10.0.0.2"});
  sim.notice(Notice::addresses);
  sim.run_for(10s);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1", "10.0.0.2"}));
  sim.run_for(5min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"})) << "the safety round saw it too";
}

TEST(Detection, a_change_that_comes_as_removal_and_addition_is_one_write) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  const unsigned writes = sim.provider().writes();
  sim.source().say(error_of(Reason::unavailable));
  sim.notice(Notice::addresses);
  sim.run_for(100ms);
  sim.source().say({"10.0.0.2"});
  sim.notice(Notice::addresses);
  sim.run_for(1s);
  EXPECT_EQ(sim.provider().writes(), writes + 1);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
}

TEST(Detection, further_gains_within_the_settle_window_are_one_further_job) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("nic", true).say({"10.0.0.1"});
  sim.add_record("home.example.com", "acc", "nic").target.many_values = true;
  sim.start();
  sim.run_for(1min);
  const unsigned writes = sim.provider().writes();
  sim.source("nic").say({"10.0.0.1", "10.0.0.2"});
  sim.notice(Notice::addresses);
  sim.settle();
  EXPECT_EQ(sim.provider().writes(), writes + 1) << "the first at once";
  sim.run_for(100ms);
  sim.source("nic").say({"10.0.0.1", "10.0.0.2", "10.0.0.3"});
  sim.notice(Notice::addresses);
  sim.run_for(50ms);
  sim.source("nic").say({"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"});
  sim.notice(Notice::addresses);
  sim.run_for(100ms);
  EXPECT_EQ(sim.provider().at(home).size(), 2U);
  sim.run_for(100ms);
  EXPECT_EQ(sim.provider().at(home).size(), 4U) << "300 ms after the first";
}

TEST(Detection, sources_that_are_not_event_backed_are_asked_at_most_once_per_settle_window) {
  Simulation sim;
  sim.simple();
  sim.add_source("nic", true).say({"10.0.0.1"});
  sim.add_record("nic.example.com", "acc", "nic");
  sim.start();
  sim.run_for(1min);
  const unsigned before = sim.source("wan").asked();
  const unsigned nic_before = sim.source("nic").asked();
  for (int i = 0; i < 5; ++i) {
    sim.notice(Notice::addresses);
    sim.run_for(20ms);
  }
  EXPECT_EQ(sim.source("wan").asked(), before + 1);
  EXPECT_EQ(sim.source("nic").asked(), nic_before + 5);
  sim.run_for(1s);
  EXPECT_EQ(sim.source("wan").asked(), before + 2) << "and once when the window ends";
}

TEST(Detection, event_backed_sources_are_asked_first) {
  Simulation sim;
  sim.simple();
  sim.add_source("nic", true).say({"10.0.0.1"});
  sim.add_record("nic.example.com", "acc", "nic");
  sim.start();
  sim.run_for(1min);
  sim.hold_jobs = true;
  sim.notice(Notice::addresses);
  sim.settle();
  ASSERT_EQ(sim.held().size(), 2U);
  EXPECT_EQ(std::get<engine::SourceJob>(sim.held()[0]).source, 1U);
  sim.release();
}

TEST(Detection, after_an_event_a_failing_source_is_asked_again_four_times) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  const unsigned before = sim.source().asked();
  sim.source().say(error_of(Reason::unavailable));
  sim.notice(Notice::addresses);
  const auto asked_after = [&](std::chrono::milliseconds span) {
    sim.run_for(span);
    return sim.source().asked() - before;
  };
  EXPECT_EQ(asked_after(0ms), 1U);
  EXPECT_EQ(asked_after(249ms), 1U);
  EXPECT_EQ(asked_after(1ms), 2U);
  EXPECT_EQ(asked_after(1000ms), 3U);
  EXPECT_EQ(asked_after(3000ms), 4U);
  EXPECT_EQ(asked_after(10000ms), 5U);
  EXPECT_EQ(asked_after(60s), 5U) << "then the safety interval is enough";
}

TEST(Detection, a_source_asked_while_it_works_is_asked_again_afterwards) {
  Simulation sim;
  sim.simple();
  sim.hold_jobs = true;
  sim.start();
  sim.notice(Notice::resumed);
  sim.settle();
  EXPECT_EQ(sim.held().size(), 1U) << "never twice at the same time";
  sim.release();
  EXPECT_EQ(sim.source().asked(), 2U);
  EXPECT_EQ(triggers(sim), (std::vector{Trigger::start, Trigger::resume}));
  EXPECT_EQ(sim.count<CycleFinished>(), 2U);
}

TEST(Detection, a_request_joins_the_answer_that_is_on_its_way) {
  Simulation sim;
  sim.simple();
  sim.hold_jobs = true;
  sim.start();
  sim.post(engine::UpdateAsked{1, {}});
  sim.settle();
  sim.release();
  EXPECT_EQ(sim.source().asked(), 1U);
  EXPECT_EQ(sim.count<CycleFinished>(), 2U);
}

TEST(Detection, every_notice_makes_the_http_clients_forget_the_network) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.notice(Notice::addresses);
  sim.settle();
  sim.notice(Notice::routes);
  sim.settle();
  EXPECT_EQ(sim.http.network_changes(), 2U);
}

TEST(Detection, a_source_nobody_requires_may_know_nothing_without_a_failed_cycle) {
  Simulation sim;
  sim.simple();
  sim.add_source("wan6").say(error_of(Reason::unavailable));
  sim.settings.sources[1].required = false;
  sim.add_record("home.example.com", "acc", "wan6", RecordType::aaaa);
  sim.start();
  sim.run_for(1min);
  for (const auto& cycle : sim.all<CycleFinished>()) EXPECT_FALSE(cycle.error.has_value());
}

TEST(Detection, a_source_that_works_and_finds_no_address_cannot_tell) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("nic", true).say({"10.0.0.1"});
  sim.add_record("home.example.com", "acc", "nic");
  sim.start();
  sim.run_for(1min);
  sim.source("nic").say({});
  sim.notice(Notice::addresses);
  sim.run_for(1h);
  const auto asked = sim.all<events::SourceAsked>().back();
  ASSERT_TRUE(std::holds_alternative<Unavailable>(asked.observation));
  EXPECT_EQ(std::get<Unavailable>(asked.observation).why.reason, Reason::unavailable);
  EXPECT_EQ(std::get<Unavailable>(asked.observation).why.message, "found no ipv4 address");
  EXPECT_TRUE(sim.all<CycleFinished>().back().error.has_value());
  EXPECT_EQ(sim.count<AddressChanged>(), 0U);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  sim.source("nic").say({"10.0.0.2"});
  sim.notice(Notice::addresses);
  sim.run_for(1s);
  EXPECT_FALSE(sim.all<CycleFinished>().back().error.has_value());
  EXPECT_EQ(sim.all<AddressChanged>().at(0).before, set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
}

TEST(Detection, no_address_is_an_answer_where_a_record_shall_go_then) {
  Simulation sim;
  sim.simple();
  sim.settings.records[0].target.clear_when_none = true;
  sim.start();
  sim.run_for(1min);
  sim.source().say({});
  sim.run_for(10min);
  EXPECT_TRUE(std::holds_alternative<Known>(sim.all<events::SourceAsked>().back().observation));
  EXPECT_FALSE(sim.all<CycleFinished>().back().error.has_value());
  EXPECT_EQ(sim.all<AddressChanged>().at(0).after, AddressSet{});
}

TEST(Detection, a_round_that_asks_one_source_is_no_success_while_another_cannot_tell) {
  Simulation sim;
  sim.simple();
  sim.add_source("other").say({"10.0.0.9"});
  sim.add_record("other.example.com", "acc", "other");
  sim.start();
  sim.run_for(1min);
  sim.source("other").say(error_of(Reason::timeout));
  sim.run_for(5min);
  const unsigned asked = sim.source("other").asked();
  (void)sim.update({.name = name_of("home.example.com")});
  EXPECT_EQ(sim.source("other").asked(), asked);
  const auto cycle = sim.all<CycleFinished>().back();
  EXPECT_EQ(cycle.trigger, Trigger::request);
  ASSERT_TRUE(cycle.error.has_value());
  EXPECT_EQ(cycle.error->reason, Reason::timeout);
  sim.settings.sources[1].required = false;
  sim.reload();
  sim.settle();
  (void)sim.update({.name = name_of("home.example.com")});
  EXPECT_FALSE(sim.all<CycleFinished>().back().error.has_value()) << "nobody needs the other one";
}

TEST(Detection, addresses_that_too_few_witnesses_name_are_told_as_refused) {
  Simulation sim;
  sim.simple();
  sim.hold_jobs = true;
  sim.start();
  const auto job = std::get<engine::SourceJob>(sim.held().at(0));
  ipsource::Sighting sighting{.observation = Unavailable{error_of(Reason::unavailable)}};
  sighting.votes.push_back({"a.example.net", Known{set_of({"10.0.0.1"})}});
  sighting.votes.push_back({"b.example.net", Known{set_of({"10.0.0.2"})}});
  sighting.votes.push_back({"c.example.net", Unavailable{error_of(Reason::malformed)}});
  sim.post(engine::SourceAnswered{job.generation, job.watch, sighting, 5ms});
  sim.settle();
  const auto asked = sim.all<events::SourceAsked>().at(0);
  ASSERT_EQ(asked.rejected.size(), 2U);
  EXPECT_EQ(asked.rejected[0].why, plan::Rejection::quorum);
  EXPECT_EQ(asked.rejected[0].detail, "a.example.net says so, too few others do");
  EXPECT_EQ(asked.rejected[1].address, ip_of("10.0.0.2"));
  ASSERT_EQ(asked.vote_errors.size(), 1U);
}

TEST(Detection, another_network_may_have_other_name_servers) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  const unsigned asked = sim.dns.asked(NameServers::resolver());
  (void)sim.update({.force = true});
  sim.run_for(1s);
  EXPECT_EQ(sim.dns.asked(NameServers::resolver()), asked) << "known for an hour";
  sim.notice(Notice::routes);
  (void)sim.update({.force = true});
  sim.run_for(1s);
  EXPECT_GT(sim.dns.asked(NameServers::resolver()), asked);
}

TEST(Detection, an_address_that_changed_while_we_were_off_is_told) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  EXPECT_EQ(sim.count<AddressChanged>(), 0U) << "the first look is no change";
  sim.source().say({"10.0.0.2"});
  sim.restart();
  sim.settle();
  const auto changes = sim.all<AddressChanged>();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].before, set_of({"10.0.0.1"}));
}

TEST(Detection, no_record_waits_for_another_record_s_source) {
  Simulation sim;
  sim.simple();
  sim.add_source("slow").say({"10.0.0.9"});
  sim.add_record("slow.example.com", "acc", "slow");
  sim.hold_jobs = true;
  sim.start();
  ASSERT_EQ(sim.held().size(), 2U);
  // Only the first source answers.
  const auto job = std::get<engine::SourceJob>(sim.held()[0]);
  sim.post(engine::SourceAnswered{job.generation, job.watch, {Known{set_of({"10.0.0.1"})}}, 5ms});
  sim.settle();
  ASSERT_EQ(sim.held().size(), 3U);
  const auto& lane = std::get<engine::LaneJob>(sim.held()[2]);
  ASSERT_EQ(lane.records.size(), 1U);
  EXPECT_EQ(lane.records[0].desired.key, home);
}

TEST(Detection, a_different_hostid_makes_no_write_when_only_the_source_moved) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("nic", true).say({"2a01:db8:0:1::5"});
  auto& record = sim.add_record("home.example.com", "acc", "nic", RecordType::aaaa);
  record.target.host_ids = {plan::parse_host_id("::1").value()};
  sim.start();
  sim.run_for(1min);
  const unsigned writes = sim.provider().writes();
  const std::size_t proofs = sim.count<events::RecordVerified>();
  sim.source("nic").say({"2a01:db8:0:1::6"});
  sim.notice(Notice::addresses);
  sim.run_for(1s);
  EXPECT_EQ(sim.provider().writes(), writes);
  EXPECT_EQ(sim.count<events::RecordVerified>(), proofs + 1) << "proved again, so that nobody thinks it stale";
}

}  // namespace
}  // namespace ddns::test
