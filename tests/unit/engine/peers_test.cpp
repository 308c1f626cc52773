// The cases that other updaters' users reported, as far as they concern the engine.
#include <gtest/gtest.h>

#include "simulation.h"

namespace ddns::test {
namespace {

using engine::Notice;
using events::AddressChanged;
using events::RecordUpdated;
using events::RecordUpdateFailed;

const RecordKey home = key_of("home.example.com");

TEST(Peers, a_new_record_is_created_and_proved) {
  Simulation sim;
  sim.simple();
  sim.start();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.provider().zone_calls(), 1U);
  EXPECT_EQ(sim.provider().reads(), 1U);
  EXPECT_EQ(sim.provider().writes(), 1U);
  const auto updated = sim.all<RecordUpdated>();
  ASSERT_EQ(updated.size(), 1U);
  EXPECT_EQ(updated[0].trigger, events::Trigger::start);
  EXPECT_EQ(updated[0].why, plan::Why::missing);
  const auto verified = sim.all<events::RecordVerified>();
  ASSERT_EQ(verified.size(), 1U);
  EXPECT_EQ(verified[0].witnesses, 2U);
  EXPECT_TRUE(verified[0].since_detection.has_value());
}

TEST(Peers, first_domain_of_ten_fails_nine_are_updated) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  for (int i = 0; i < 10; ++i) sim.add_record("h" + std::to_string(i) + ".example.com");
  sim.provider().refuse([](const plan::Operation& operation) -> std::optional<Error> {
    if (plan::keys_of(operation).front() == key_of("h0.example.com")) return error_of(Reason::rejected);
    return std::nullopt;
  });
  sim.start();
  for (int i = 1; i < 10; ++i) {
    EXPECT_EQ(sim.provider().at(key_of("h" + std::to_string(i) + ".example.com")), set_of({"10.0.0.1"})) << i;
  }
  EXPECT_EQ(sim.count<RecordUpdated>(), 9U);
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 1U);
  EXPECT_EQ(sim.provider().writes(), 10U);
  EXPECT_EQ(sim.count<events::AccountPaused>(), 0U);
  // A refused record is tried again after an hour, alone, and the others are left in peace.
  sim.run_for(59min * 0 + 45min);
  EXPECT_EQ(sim.provider().writes(), 10U);
  sim.run_for(45min);
  EXPECT_EQ(sim.provider().writes(), 11U);
}

TEST(Peers, detection_fails_for_both_families_zero_deletions_zero_writes) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  sim.add_source("wan6").say({"2a01:db8::1"});
  sim.add_record("home.example.com").target.clear_when_none = true;
  sim.add_record("home.example.com", "acc", "wan6", RecordType::aaaa).target.clear_when_none = true;
  sim.start();
  const unsigned calls = sim.provider().calls();
  sim.source("wan").say(error_of(Reason::timeout));
  sim.source("wan6").say(error_of(Reason::timeout));
  sim.run_for(24h);
  EXPECT_EQ(sim.provider().calls(), calls);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.provider().at(key_of("home.example.com", RecordType::aaaa)), set_of({"2a01:db8::1"}));
  const auto cycles = sim.all<events::CycleFinished>();
  EXPECT_TRUE(cycles.back().error.has_value());
}

TEST(Peers, addresses_of_the_wrong_kind_are_never_published) {
  Simulation sim;
  sim.simple();
  sim.settings.sources[0].admission = {};
  sim.start();
  EXPECT_EQ(sim.provider().calls(), 0U);
  const auto asked = sim.all<events::SourceAsked>();
  ASSERT_FALSE(asked.empty());
  EXPECT_EQ(asked[0].rejected.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Unavailable>(asked[0].observation));
}

TEST(Peers, abuse_then_silence) {
  Simulation sim;
  plan::Capabilities dyndns{.grain = plan::Grain::host, .can_read = false, .has_zones = false, .many_values = false};
  sim.simple("home.example.com", dyndns);
  sim.provider().fail_always(error_of(Reason::blocked));
  sim.start();
  EXPECT_EQ(sim.provider().calls(), 1U);
  const auto paused = sim.all<events::AccountPaused>();
  ASSERT_EQ(paused.size(), 1U);
  EXPECT_FALSE(paused[0].until.has_value()) << "a person has to act";

  sim.source().say({"10.0.0.2"});
  sim.run_for(48h);
  EXPECT_EQ(sim.provider().calls(), 1U) << "not even a new address";

  sim.restart();
  sim.run_for(24h);
  EXPECT_EQ(sim.provider().calls(), 1U) << "not even a restart";
  sim.update({.force = true});
  EXPECT_EQ(sim.provider().calls(), 1U) << "not even force";

  sim.provider().fail_always(std::nullopt);
  sim.settings.accounts[0].fingerprint = "other password";
  sim.restart();
  sim.settle();
  EXPECT_EQ(sim.provider().calls(), 2U);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
  EXPECT_TRUE(sim.store.blocked().value().empty());
}

TEST(Peers, retry_after_an_hour_draws_exactly_no_call_then_repairs_at_once) {
  Simulation sim;
  sim.simple();
  Error slow_down = error_of(Reason::rate_limited);
  slow_down.retry_after = 3600s;
  sim.provider().fail_next({slow_down});
  sim.start();
  EXPECT_EQ(sim.provider().calls(), 1U);
  sim.run_for(3599s);
  sim.notice(Notice::addresses);
  sim.settle();
  EXPECT_EQ(sim.provider().calls(), 1U);
  sim.run_for(62s);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.count<events::AccountResumed>(), 1U);
}

TEST(Peers, two_minutes_of_429_draw_at_most_three_calls) {
  Simulation sim;
  sim.simple();
  sim.provider().fail_always(error_of(Reason::rate_limited));
  sim.start();
  sim.run_for(2min);
  EXPECT_LE(sim.provider().calls(), 3U);
  Error with_hint = error_of(Reason::rate_limited);
  with_hint.retry_after = 1s;
  Simulation hinted;
  hinted.simple();
  hinted.provider().fail_always(with_hint);
  hinted.start();
  hinted.run_for(2min);
  EXPECT_LE(hinted.provider().calls(), 8U) << "a Retry-After of a second that is never kept backs off too";
}

TEST(Peers, failure_lasts_83_cycles_then_recovers) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.source().say({"10.0.0.2"});
  sim.provider().fail_always(unreachable());
  const unsigned before = sim.provider().calls();
  sim.run_for(5min * 83);
  const unsigned calls = sim.provider().calls() - before;
  EXPECT_GE(calls, 30U);
  EXPECT_LE(calls, 70U) << "the back-off is capped at ten minutes";
  sim.provider().fail_always(std::nullopt);
  sim.run_for(13min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
  EXPECT_EQ(sim.count<events::AccountResumed>(), 1U);
  EXPECT_EQ(sim.count<RecordUpdated>(), 2U);
  // One alarm and one recovery are what the history shows of the account.
  unsigned rows = 0;
  for (const auto& row : sim.store.all_history()) rows += row.kind == state::HistoryKind::account ? 1U : 0U;
  EXPECT_EQ(rows, 2U);
}

TEST(Peers, killed_between_update_and_state_write) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  // The intent for the next address was written and the service did it; then the process died.
  sim.provider().put(home, {"10.0.0.2"});
  sim.store.begin({{.record = {"acc", home}, .before = set_of({"10.0.0.1"}), .after = set_of({"10.0.0.2"})}}).value();
  sim.source().say({"10.0.0.2"});
  const unsigned writes = sim.provider().writes();
  const unsigned reads = sim.provider().reads();
  sim.restart();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().writes(), writes) << "nothing is written twice";
  EXPECT_EQ(sim.provider().reads(), reads + 1);
  EXPECT_TRUE(sim.store.dangling().value().empty());
  EXPECT_EQ(sim.store.remembered("acc").value().at(0).addresses, set_of({"10.0.0.2"}));
}

TEST(Peers, killed_between_update_and_state_write_where_nothing_can_be_read) {
  plan::Capabilities dyndns{.grain = plan::Grain::host, .can_read = false, .has_zones = false, .many_values = false};
  Simulation sim;
  sim.simple("home.example.com", dyndns);
  sim.start();
  sim.run_for(1min);
  sim.provider().put(home, {"10.0.0.2"});
  sim.store.begin({{.record = {"acc", home}, .before = set_of({"10.0.0.1"}), .after = set_of({"10.0.0.2"})}}).value();
  sim.source().say({"10.0.0.2"});
  const unsigned calls = sim.provider().calls();
  sim.restart();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().calls(), calls) << "the name servers' answer repairs the state";
  EXPECT_TRUE(sim.store.dangling().value().empty());
  EXPECT_EQ(sim.store.remembered("acc").value().at(0).addresses, set_of({"10.0.0.2"}));
}

TEST(Peers, two_uplinks_alternate) {
  Simulation sim;
  sim.simple();
  sim.source().in_turns({Known{set_of({"10.0.0.1"})}, Known{set_of({"10.0.0.2"})}});
  sim.start();
  sim.run_for(24h);
  EXPECT_LE(sim.provider().writes(), 4U) << "of 288 changes";
  // When one uplink really is gone, the other is published within the hold time.
  sim.source().say({"10.0.0.2"});
  sim.run_for(2h);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
}

TEST(Peers, split_dns_answers_a_private_address_and_what_a_service_tells_is_not_rewritten) {
  Simulation sim;
  sim.simple();
  sim.dns.set_view([](const RecordKey&, const dns::Server&) { return set_of({"192.168.0.57"}); });
  sim.start();
  sim.run_for(7 * 24h);
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_GT(sim.provider().reads(), 1U) << "the service is asked instead";
  EXPECT_GT(sim.count<events::RecordDoubted>(), 100U);
}

TEST(Peers, split_dns_before_a_service_that_cannot_be_read_has_the_address_sent_again_ever_more_seldom) {
  plan::Capabilities dyndns{.grain = plan::Grain::host, .can_read = false, .has_zones = false, .many_values = false};
  Simulation sim;
  sim.simple("home.example.com", dyndns);
  sim.dns.set_view([](const RecordKey&, const dns::Server&) { return set_of({"192.168.0.57"}); });
  std::vector<SteadyTime> writes;
  sim.provider().on_call = [&](std::string_view verb, const Call&) {
    if (verb == "write") writes.push_back(sim.now());
  };
  sim.start();
  sim.run_for(7 * 24h);
  // One write, then an hour, two hours, four hours … and at most about a day later the next.
  EXPECT_LE(writes.size(), 13U);
  ASSERT_GE(writes.size(), 8U);
  for (std::size_t i = 1; i < writes.size(); ++i) {
    EXPECT_GE(writes[i] - writes[i - 1], 1h) << i;
    EXPECT_LE(writes[i] - writes[i - 1], 25h) << i;
  }
  for (std::size_t i = 3; i < 6; ++i) {
    EXPECT_GT(writes[i] - writes[i - 1], writes[i - 1] - writes[i - 2]) << i;
  }
  EXPECT_GT(sim.count<events::RecordDoubted>(), 100U);
}

TEST(Peers, nochg_is_a_success_without_retry) {
  plan::Capabilities dyndns{.grain = plan::Grain::host, .can_read = false, .has_zones = false, .many_values = false};
  Simulation sim;
  sim.simple("home.example.com", dyndns);
  sim.start();
  sim.run_for(24h);
  EXPECT_EQ(sim.provider().calls(), 1U);
}

TEST(Peers, only_unmanaged_attributes_differ_and_nothing_is_written) {
  Simulation sim;
  sim.simple();
  Attributes theirs{.ttl = 60s};
  sim.provider().put(home, {"10.0.0.1"}, theirs);
  sim.start();
  EXPECT_EQ(sim.provider().writes(), 0U);
  EXPECT_EQ(sim.count<events::RecordKept>(), 1U);
  EXPECT_EQ(sim.store.remembered("acc").value().at(0).attributes.ttl, 60s);
}

TEST(Peers, a_record_with_two_values_one_of_them_right_is_mended_once) {
  Simulation sim;
  sim.simple();
  sim.provider().put(home, {"10.0.0.1", "10.0.0.2"});
  sim.start();
  sim.run_for(24h);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.provider().writes(), 1U);
}

TEST(Peers, a_and_aaaa_under_one_name_are_two_records) {
  Simulation sim;
  sim.simple();
  sim.add_source("wan6").say(error_of(Reason::timeout));
  sim.add_record("home.example.com", "acc", "wan6", RecordType::aaaa);
  sim.start();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"})) << "does not wait for the other family";
  sim.source("wan6").say({"2a01:db8::1"});
  sim.run_for(5min);
  EXPECT_EQ(sim.provider().at(key_of("home.example.com", RecordType::aaaa)), set_of({"2a01:db8::1"}));
  EXPECT_EQ(sim.provider().writes(), 2U);
}

TEST(Peers, a_record_that_is_known_to_be_none_is_cleared_only_where_that_is_wanted) {
  Simulation sim;
  sim.simple();
  sim.add_record("cleared.example.com").target.clear_when_none = true;
  sim.start();
  sim.run_for(1min);
  sim.source().say({});
  sim.notice(Notice::addresses);
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().at(key_of("cleared.example.com")), set_of({"10.0.0.1"})) << "half of a change, perhaps";
  sim.run_for(5min);
  EXPECT_TRUE(sim.provider().at(key_of("cleared.example.com")).empty());
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
}

TEST(Peers, network_absent_at_boot_for_ten_minutes_then_updated_within_seconds_of_link_up) {
  Simulation sim;
  sim.simple();
  sim.source().say(unreachable());
  sim.provider().fail_always(unreachable());
  sim.start();
  sim.run_for(10min);
  EXPECT_EQ(sim.provider().calls(), 0U);
  sim.source().say({"10.0.0.9"});
  sim.notice(Notice::addresses);
  sim.run_for(1s);
  EXPECT_EQ(sim.provider().calls(), 1U) << "the service is still out of reach";
  sim.provider().fail_always(std::nullopt);
  sim.notice(Notice::routes);
  sim.run_for(3s);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.9"}));
}

TEST(Peers, sleep_for_eight_hours_then_resume_on_another_network) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  // The steady clock stands still during suspend.
  sim.clock.set_wall(sim.clock.wall() + 8h);
  sim.source().say({"10.0.0.77"});
  sim.notice(Notice::resumed);
  sim.settle();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.77"}));
  EXPECT_EQ(sim.http.network_changes(), 1U);
}

}  // namespace
}  // namespace ddns::test
