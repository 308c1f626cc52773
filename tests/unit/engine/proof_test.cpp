// Proving records at the name servers, or by reading back.
#include <gtest/gtest.h>

#include "simulation.h"

namespace ddns::test {
namespace {

using events::RecordDoubted;
using events::RecordVerified;

const RecordKey home = key_of("home.example.com");
const plan::Capabilities host_service{
    .grain = plan::Grain::host, .can_read = false, .has_zones = false, .many_values = false};

TEST(Proof, is_sought_with_growing_gaps_until_every_server_is_right) {
  Simulation sim;
  sim.simple();
  const SteadyTime begin = sim.now();
  // The second server is 20 s behind.
  sim.dns.set_view([&](const RecordKey& key, const dns::Server& server) {
    if (server == NameServers::server(2) && sim.now() < begin + 20s) return AddressSet{};
    return sim.provider().at(key);
  });
  sim.start();
  sim.run_for(5min - 1s);
  const auto verified = sim.all<RecordVerified>();
  ASSERT_EQ(verified.size(), 1U);
  // 0, 0.2, 0.7, 1.7, 3.7, 8.7, 18.7, 48.7 s
  EXPECT_EQ(verified[0].since_detection, 48700ms);
  EXPECT_EQ(sim.count<RecordDoubted>(), 0U) << "slow within the deadline is no doubt";
  EXPECT_EQ(sim.provider().reads(), 1U);
}

TEST(Proof, of_a_slow_service_is_doubted_as_slow_and_nothing_is_rewritten) {
  Simulation sim;
  sim.simple();
  sim.dns.set_view([](const RecordKey&, const dns::Server&) { return set_of({"10.0.0.99"}); });
  sim.start();
  sim.run_for(6min);
  const auto doubts = sim.all<RecordDoubted>();
  ASSERT_EQ(doubts.size(), 1U);
  EXPECT_TRUE(doubts[0].slow);
  EXPECT_TRUE(doubts[0].wrong);
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_EQ(sim.provider().reads(), 2U) << "the service was asked once more";
  sim.run_for(24h);
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_LE(sim.provider().reads(), 110U) << "one read per routine proof at most";
}

TEST(Proof, finds_drift_within_the_routine_interval_and_mends_it) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.provider().put(home, {"10.0.0.66"});
  sim.run_for(16min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  const auto doubts = sim.all<RecordDoubted>();
  ASSERT_EQ(doubts.size(), 1U);
  EXPECT_TRUE(doubts[0].wrong);
  EXPECT_FALSE(doubts[0].slow);
  EXPECT_EQ(sim.all<events::RecordUpdated>().back().trigger, events::Trigger::verification);
  EXPECT_EQ(sim.all<RecordVerified>().back().addresses, set_of({"10.0.0.1"}));
}

TEST(Proof, an_answer_without_authority_is_never_wrong) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.dns.authoritative = false;
  sim.dns.set_view([](const RecordKey&, const dns::Server&) { return set_of({"192.168.0.57"}); });
  const unsigned calls = sim.provider().calls();
  sim.run_for(1h);
  EXPECT_EQ(sim.provider().calls(), calls);
  const auto doubts = sim.all<RecordDoubted>();
  ASSERT_EQ(doubts.size(), 4U) << "one every fifteen minutes";
  EXPECT_FALSE(doubts[0].wrong);
  EXPECT_EQ(doubts[0].doubt, events::Doubt::not_authoritative);
}

TEST(Proof, silent_name_servers_are_no_wrong_answer_either) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.dns.silence(NameServers::server(1));
  sim.run_for(15min);
  EXPECT_EQ(sim.count<RecordDoubted>(), 0U) << "the other one vouches";
  EXPECT_EQ(sim.all<RecordVerified>().back().witnesses, 1U);
  sim.dns.silence(NameServers::server(2));
  sim.run_for(15min);
  ASSERT_EQ(sim.count<RecordDoubted>(), 1U);
  EXPECT_EQ(sim.all<RecordDoubted>()[0].doubt, events::Doubt::timeout);
}

TEST(Proof, a_silent_server_is_asked_once_per_pass_not_once_per_record) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  for (int i = 0; i < 30; ++i) sim.add_record("h" + std::to_string(i) + ".example.com");
  sim.start();
  sim.run_for(1min);
  sim.dns.silence(NameServers::server(1));
  const unsigned before = sim.dns.asked(NameServers::server(1));
  sim.run_for(15min);
  EXPECT_LE(sim.dns.asked(NameServers::server(1)) - before, 2U) << "two datagrams";
}

TEST(Proof, routine_asks_once_per_record_and_server_in_one_pass_per_zone) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  for (int i = 0; i < 30; ++i) sim.add_record("h" + std::to_string(i) + ".example.com");
  sim.start();
  sim.run_for(1min);
  const unsigned before = sim.dns.asked();
  const unsigned resolver = sim.dns.asked(NameServers::resolver());
  sim.run_for(15min);
  EXPECT_EQ(sim.dns.asked() - before, 60U);
  EXPECT_EQ(sim.dns.asked(NameServers::resolver()), resolver) << "the servers are remembered for an hour";
}

TEST(Proof, after_a_restart_one_question_replaces_all_calls_to_the_service) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  const unsigned calls = sim.provider().calls();
  const std::size_t proofs = sim.count<RecordVerified>();
  sim.restart();
  sim.run_for(4min);
  EXPECT_EQ(sim.provider().calls(), calls);
  EXPECT_EQ(sim.count<RecordVerified>(), proofs + 1);
}

TEST(Proof, after_a_restart_a_wrong_answer_makes_the_service_be_read) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.provider().put(home, {"10.0.0.66"});
  const unsigned reads = sim.provider().reads();
  sim.restart();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().reads(), reads + 1);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
}

TEST(Proof, after_a_restart_without_any_answer_the_service_is_read) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  for (const auto& server : {NameServers::resolver(), NameServers::server(1), NameServers::server(2)}) {
    sim.dns.silence(server);
  }
  const unsigned writes = sim.provider().writes();
  const unsigned reads = sim.provider().reads();
  sim.restart();
  sim.run_for(1s);
  EXPECT_EQ(sim.provider().reads(), reads + 1);
  EXPECT_EQ(sim.provider().writes(), writes);
}

TEST(Proof, a_restart_loop_never_repeats_a_write_to_a_service_that_bans_for_it) {
  Simulation sim;
  sim.simple("home.example.com", host_service);
  sim.start();
  sim.run_for(1min);
  for (const auto& server : {NameServers::resolver(), NameServers::server(1), NameServers::server(2)}) {
    sim.dns.silence(server);
  }
  for (int i = 0; i < 50; ++i) {
    sim.restart();
    sim.run_for(10s);
  }
  EXPECT_EQ(sim.provider().calls(), 1U);
}

TEST(Proof, a_restart_loop_under_a_split_horizon_writes_at_most_once_an_hour) {
  Simulation sim;
  sim.simple("home.example.com", host_service);
  sim.dns.set_view([](const RecordKey&, const dns::Server&) { return set_of({"192.168.0.57"}); });
  sim.start();
  for (int i = 0; i < 100; ++i) {
    sim.restart();
    sim.run_for(1min);
  }
  EXPECT_LE(sim.provider().calls(), 2U) << "in an hour and forty minutes";
}

TEST(Proof, drift_where_nothing_can_be_read_is_written_over_once_the_last_write_is_old) {
  Simulation sim;
  sim.simple("home.example.com", host_service);
  sim.start();
  sim.run_for(2h);
  EXPECT_EQ(sim.provider().writes(), 1U);
  sim.provider().put(home, {"10.0.0.66"});
  sim.run_for(16min);
  EXPECT_EQ(sim.provider().writes(), 2U);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_TRUE(sim.all<RecordDoubted>().at(0).wrong);
}

TEST(Proof, a_proxied_record_is_read_back) {
  Simulation sim;
  plan::Capabilities can;
  can.proxied = true;
  sim.simple("home.example.com", can);
  sim.settings.records[0].target.attributes.proxied = true;
  sim.start();
  EXPECT_EQ(sim.provider().reads(), 2U);
  const auto verified = sim.all<RecordVerified>();
  ASSERT_EQ(verified.size(), 1U);
  EXPECT_EQ(verified[0].mode, plan::Verification::read_back);
  EXPECT_EQ(sim.dns.asked(), 0U) << "the CDN's addresses would prove nothing";
  sim.run_for(16min);
  EXPECT_EQ(sim.provider().reads(), 3U) << "routine proofs read too";
  EXPECT_EQ(sim.count<RecordVerified>(), 2U);
}

TEST(Proof, can_be_switched_off) {
  Simulation sim;
  sim.simple();
  sim.settings.accounts[0].verify.enabled = false;
  sim.start();
  sim.run_for(1h);
  EXPECT_EQ(sim.dns.asked(), 0U);
  EXPECT_EQ(sim.provider().calls(), 3U);
}

TEST(Proof, asks_the_stated_servers_instead_of_the_zone_s) {
  Simulation sim;
  sim.simple();
  sim.settings.records[0].verify = engine::VerifySettings{.servers = {NameServers::server(7)}};
  sim.start();
  sim.run_for(1min);
  EXPECT_GT(sim.dns.asked(NameServers::server(7)), 0U);
  EXPECT_EQ(sim.dns.asked(NameServers::server(1)), 0U);
  EXPECT_EQ(sim.dns.asked(NameServers::resolver()), 0U);
  EXPECT_EQ(sim.count<RecordVerified>(), 1U);
}

TEST(Proof, a_key_that_makes_no_sense_is_a_doubt_not_a_crash) {
  Simulation sim;
  sim.simple();
  sim.settings.accounts[0].verify.key_name = "view";
  sim.settings.accounts[0].verify.key_algorithm = "hmac-nonsense";
  sim.start();
  sim.run_for(10min);
  ASSERT_GE(sim.count<RecordDoubted>(), 1U);
  EXPECT_FALSE(sim.all<RecordDoubted>()[0].wrong);
}

TEST(Proof, drift_seen_while_paused_is_told_and_not_touched) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.post(engine::PauseAsked{true});
  sim.provider().put(home, {"10.0.0.66"});
  sim.run_for(16min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.66"}));
  ASSERT_GE(sim.count<RecordDoubted>(), 1U);
  EXPECT_TRUE(sim.all<RecordDoubted>()[0].wrong);
  sim.post(engine::PauseAsked{false});
  sim.settle();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.count<events::PauseChanged>(), 2U);
}

}  // namespace
}  // namespace ddns::test
