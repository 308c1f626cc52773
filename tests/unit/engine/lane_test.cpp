// What a lane does with one account: zones, reading, units, limits, errors.
#include <gtest/gtest.h>

#include <set>

#include "simulation.h"

namespace ddns::test {
namespace {

using events::RecordUpdated;
using events::RecordUpdateFailed;

const RecordKey home = key_of("home.example.com");
const plan::Capabilities host_service{
    .grain = plan::Grain::host, .can_read = false, .has_zones = false, .many_values = false};

std::string name_number(int i) { return "h" + std::to_string(i) + ".example.com"; }

TEST(Lane, finds_the_longest_zone_once_and_remembers_it) {
  Simulation sim;
  sim.simple("www.sub.example.com");
  sim.provider().add_zone("sub.example.com", "z2");
  sim.start();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().units().at(0).zone.id, "z2");
  sim.source().say({"10.0.0.2"});
  sim.run_for(5min);
  EXPECT_EQ(sim.provider().zone_calls(), 1U);
  sim.source().say({"10.0.0.3"});
  sim.restart();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().zone_calls(), 1U) << "also across restarts";
}

TEST(Lane, a_name_without_a_zone_fails_alone) {
  Simulation sim;
  sim.simple();
  sim.add_record("home.example.org");
  sim.start();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  const auto failed = sim.all<RecordUpdateFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].key, key_of("home.example.org"));
  EXPECT_EQ(failed[0].error.reason, Reason::not_found);
}

TEST(Lane, a_stated_zone_is_not_asked_for) {
  Simulation sim;
  sim.simple();
  sim.settings.records[0].zone = name_of("example.com");
  sim.start();
  EXPECT_EQ(sim.provider().zone_calls(), 0U);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
}

TEST(Lane, a_thousand_records_of_one_zone_are_read_with_one_call_and_written_in_batches) {
  Simulation sim;
  sim.add_account("acc", {.batch = 200, .batch_atomic = true, .in_flight = 4}).add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  for (int i = 0; i < 1000; ++i) sim.add_record(name_number(i));
  sim.start();
  EXPECT_EQ(sim.provider().reads(), 1U);
  EXPECT_EQ(sim.provider().writes(), 5U);
  EXPECT_EQ(sim.count<RecordUpdated>(), 1000U);
  EXPECT_EQ(sim.count<events::RecordVerified>(), 1000U);
  EXPECT_LT(sim.store.transactions(), 60U) << "intents and endings go down in one transaction each";
  sim.wakeups = 0;
  const unsigned calls = sim.provider().calls();
  sim.run_for(14min);
  EXPECT_LE(sim.wakeups, 3U) << "at rest only the safety interval wakes the engine";
  EXPECT_EQ(sim.provider().calls(), calls);
}

TEST(Lane, a_thousand_records_cost_less_than_a_kilobyte_each) { EXPECT_LE(sizeof(engine::Track), 640U); }

TEST(Lane, one_bad_record_does_not_hold_the_other_199_of_its_atomic_batch) {
  Simulation sim;
  sim.add_account("acc", {.batch = 200, .batch_atomic = true}).add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  for (int i = 0; i < 200; ++i) sim.add_record(name_number(i));
  sim.provider().refuse([](const plan::Operation& operation) -> std::optional<Error> {
    if (plan::keys_of(operation).front() == key_of(name_number(77))) return error_of(Reason::rejected);
    return std::nullopt;
  });
  sim.start();
  EXPECT_EQ(sim.count<RecordUpdated>(), 199U);
  const auto failed = sim.all<RecordUpdateFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].key, key_of(name_number(77)));
  EXPECT_LE(sim.provider().writes(), 17U) << "halving: two calls per level";
}

TEST(Lane, deletes_come_after_all_writes_and_not_for_a_set_that_failed) {
  Simulation sim;
  sim.simple("a.example.com");
  sim.add_record("b.example.com");
  // Both have three values; one is wanted. The first write of b fails.
  sim.provider().put(key_of("a.example.com"), {"10.0.0.7", "10.0.0.8", "10.0.0.9"});
  sim.provider().put(key_of("b.example.com"), {"10.0.0.7", "10.0.0.8", "10.0.0.9"});
  sim.provider().refuse([](const plan::Operation& operation) -> std::optional<Error> {
    if (plan::keys_of(operation).front() == key_of("b.example.com")) return error_of(Reason::rejected);
    return std::nullopt;
  });
  sim.start();
  EXPECT_EQ(sim.provider().at(key_of("a.example.com")), set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.provider().at(key_of("b.example.com")).size(), 3U) << "untouched";
  bool deleting = false;
  for (const auto& unit : sim.provider().units()) {
    const bool deletes = plan::verb_of(unit.operations.front()) == "delete";
    EXPECT_FALSE(deleting && !deletes);
    deleting = deletes;
  }
  EXPECT_TRUE(deleting);
}

TEST(Lane, a_conflict_is_read_again_once_at_once) {
  Simulation sim;
  sim.simple();
  sim.provider().put(home, {"10.0.0.9"});
  bool first = true;
  sim.provider().refuse([&](const plan::Operation&) -> std::optional<Error> {
    if (!std::exchange(first, false)) return std::nullopt;
    return error_of(Reason::conflict);
  });
  sim.start();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.provider().reads(), 2U);
  EXPECT_EQ(sim.provider().writes(), 2U);
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 0U);
  EXPECT_EQ(sim.all<RecordUpdated>().at(0).before, set_of({"10.0.0.9"}));
}

TEST(Lane, a_zone_id_that_is_no_longer_true_is_looked_up_again) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.source().say({"10.0.0.2"});
  sim.provider().fail_next({error_of(Reason::not_found)});
  sim.run_for(5min);
  EXPECT_EQ(sim.provider().zone_calls(), 2U);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 0U);
}

TEST(Lane, an_unknown_effect_forces_a_fresh_read_and_nothing_is_written_twice) {
  Simulation sim;
  sim.simple();
  sim.provider().lose_answers(1);
  sim.start();
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_EQ(sim.store.dangling().value().size(), 1U);
  sim.run_for(3s);
  EXPECT_EQ(sim.provider().writes(), 1U) << "the read found it done";
  EXPECT_EQ(sim.provider().reads(), 2U);
  EXPECT_EQ(sim.count<events::RecordKept>(), 1U);
  EXPECT_TRUE(sim.store.dangling().value().empty());
}

TEST(Lane, an_unknown_effect_where_nothing_can_be_read_is_settled_by_the_name_servers) {
  Simulation sim;
  sim.simple("home.example.com", host_service);
  sim.provider().lose_answers(1);
  sim.start();
  sim.run_for(1h);
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_EQ(sim.count<events::RecordVerified>() > 0, true);
  EXPECT_TRUE(sim.store.dangling().value().empty());
}

TEST(Lane, an_unknown_effect_where_nothing_can_be_read_or_seen_is_sent_once_more) {
  Simulation sim;
  sim.simple("home.example.com", host_service);
  sim.settings.accounts[0].verify.enabled = false;
  sim.provider().lose_answers(1);
  sim.start();
  sim.run_for(1h);
  EXPECT_EQ(sim.provider().writes(), 2U);
  EXPECT_EQ(sim.count<RecordUpdated>(), 1U);
}

TEST(Lane, missing_rights_draw_one_call_then_a_probe_after_an_hour_and_one_after_an_address_change) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  for (int i = 0; i < 20; ++i) sim.add_record(name_number(i));
  sim.provider().fail_always(error_of(Reason::auth));
  sim.start();
  EXPECT_EQ(sim.provider().calls(), 1U);
  sim.run_for(45min);
  EXPECT_EQ(sim.provider().calls(), 1U);
  sim.run_for(30min);
  EXPECT_EQ(sim.provider().calls(), 2U);
  sim.source().say({"10.0.0.2"});
  sim.run_for(6min);
  EXPECT_EQ(sim.provider().calls(), 3U) << "the new address may be on the allow-list";
  sim.run_for(10min);
  EXPECT_EQ(sim.provider().calls(), 3U);
  sim.provider().fail_always(std::nullopt);
  sim.run_for(5h);
  EXPECT_EQ(sim.count<RecordUpdated>(), 20U);
  EXPECT_EQ(sim.count<events::AccountResumed>(), 1U);
}

TEST(Lane, a_token_that_may_only_read_draws_one_write) {
  Simulation sim;
  sim.add_account("acc").add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  for (int i = 0; i < 20; ++i) sim.add_record(name_number(i));
  sim.provider().refuse([](const plan::Operation&) { return error_of(Reason::auth); });
  sim.start();
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_EQ(sim.count<events::AccountPaused>(), 1U);
}

TEST(Lane, no_account_waits_for_another) {
  Simulation sim;
  sim.simple();
  sim.add_account("broken").add_zone("example.org");
  sim.add_record("home.example.org", "broken");
  sim.provider("broken").fail_always(unreachable());
  sim.start();
  sim.run_for(10s);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_EQ(sim.provider().calls(), 3U);
}

TEST(Lane, at_most_one_job_per_account_and_new_dues_join_the_next) {
  Simulation sim;
  sim.simple();
  sim.add_source("two").say({"10.0.0.1"});
  sim.add_source("three").say({"10.0.0.1"});
  sim.add_record("two.example.com", "acc", "two");
  sim.add_record("three.example.com", "acc", "three");
  sim.hold_jobs = true;
  sim.start();
  const auto answer = [&](std::size_t place) {
    const auto job = std::get<engine::SourceJob>(sim.held().at(place));
    sim.post(engine::SourceAnswered{job.generation, job.watch, {Known{set_of({"10.0.0.1"})}}, 1ms});
    sim.settle();
  };
  answer(0);
  answer(1);
  answer(2);
  ASSERT_EQ(sim.held().size(), 4U) << "one lane";
  engine::LaneDone done{.account = 0, .results = {}, .successes = 1};
  done.results.push_back({.record = 0,
                          .kind = engine::ResultKind::kept,
                          .wanted = set_of({"10.0.0.1"}),
                          .was_read = true,
                          .now = engine::Published{.addresses = set_of({"10.0.0.1"})}});
  sim.post(std::move(done));
  sim.settle();
  std::size_t lanes = 0;
  for (const auto& job : sim.held()) {
    if (const auto* lane = std::get_if<engine::LaneJob>(&job)) {
      ++lanes;
      if (lanes == 2) {
        EXPECT_EQ(lane->records.size(), 2U);
      }
    }
  }
  EXPECT_EQ(lanes, 2U);
}

TEST(Lane, the_services_minimum_interval_between_two_writes_of_a_name_is_kept) {
  plan::Capabilities slow = host_service;
  slow.min_interval = 600s;
  Simulation sim;
  sim.simple("home.example.com", slow);
  sim.start();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().writes(), 1U);
  sim.source().say({"10.0.0.2"});
  sim.notice(engine::Notice::addresses);
  sim.run_for(8min);
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 0U) << "waiting is no failure";
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().writes(), 2U);
  sim.source().say({"10.0.0.3"});
  sim.restart();
  sim.run_for(9min);
  EXPECT_EQ(sim.provider().writes(), 2U) << "also across a restart";
  sim.run_for(90s);
  EXPECT_EQ(sim.provider().writes(), 3U);
}

TEST(Lane, the_rate_window_is_kept_across_jobs) {
  Simulation sim;
  plan::Capabilities can{.rate = plan::Rate{10, 60s}};
  sim.add_account("acc", can).add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.provider().uses_http = true;
  sim.add_source("wan").say({"10.0.0.1"});
  for (int i = 0; i < 40; ++i) sim.add_record(name_number(i));
  std::vector<SteadyTime> sent;
  sim.http.answer = [&](const http::Request&) {
    sent.push_back(sim.now());
    return http::Response{.status = 200};
  };
  sim.start();
  sim.run_for(20min);
  EXPECT_EQ(sim.count<RecordUpdated>(), 40U);
  ASSERT_EQ(sent.size(), 42U);
  for (std::size_t i = 10; i < sent.size(); ++i) EXPECT_GE(sent[i] - sent[i - 10], 60s) << i;
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 0U);
}

TEST(Lane, what_the_rate_puts_off_for_long_is_left_to_a_later_job) {
  Simulation sim;
  plan::Capabilities can{.rate = plan::Rate{3, 3600s}};
  sim.add_account("acc", can).add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.provider().uses_http = true;
  sim.add_source("wan").say({"10.0.0.1"});
  sim.add_record("a.example.com");
  sim.add_record("b.example.com");
  const SteadyTime began = sim.now();
  sim.start();
  EXPECT_EQ(sim.provider().writes(), 1U);
  EXPECT_LT(sim.now() - began, 2min) << "the lane does not sleep for an hour";
  sim.run_for(65min);
  EXPECT_EQ(sim.provider().writes(), 2U);
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 0U);
}

TEST(Lane, both_families_go_in_one_call_where_the_service_can) {
  plan::Capabilities can = host_service;
  can.both_families_in_one = true;
  can.min_interval = 60s;
  Simulation sim;
  sim.simple("home.example.com", can);
  sim.settings.records[0].source = "wan";
  sim.add_record("home.example.com", "acc", "wan6", RecordType::aaaa);
  sim.add_source("wan6").say({"2a01:db8::1"});
  sim.hold_jobs = true;
  sim.start();
  sim.release();
  sim.run_for(5min);
  EXPECT_EQ(sim.provider().at(key_of("home.example.com", RecordType::aaaa)), set_of({"2a01:db8::1"}));
  EXPECT_LE(sim.provider().writes(), 2U);
}

TEST(Lane, a_shared_set_keeps_what_others_wrote) {
  Simulation sim;
  sim.simple();
  sim.settings.records[0].target.shared = true;
  sim.provider().put(home, {"10.0.0.200"});
  sim.start();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1", "10.0.0.200"}));
  sim.run_for(1min);
  EXPECT_EQ(sim.count<events::RecordVerified>(), 1U) << "others' values are no drift";
  sim.source().say({"10.0.0.2"});
  sim.run_for(5min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2", "10.0.0.200"}));
}

TEST(Lane, a_policy_that_forbids_the_change_is_a_failure_of_that_record) {
  Simulation sim;
  sim.simple();
  sim.settings.accounts[0].policy = plan::Policy::create_only;
  sim.provider().put(home, {"10.0.0.9"});
  sim.start();
  EXPECT_EQ(sim.provider().writes(), 0U);
  ASSERT_EQ(sim.count<RecordUpdateFailed>(), 1U);
  EXPECT_EQ(sim.all<RecordUpdateFailed>()[0].error.reason, Reason::config);
  EXPECT_EQ(sim.count<events::AccountPaused>(), 0U);
}

TEST(Lane, too_many_changes_at_once_are_not_begun) {
  Simulation sim;
  sim.simple();
  sim.add_record("b.example.com");
  sim.settings.accounts[0].limits.max_changes = 1;
  sim.start();
  EXPECT_EQ(sim.provider().writes(), 0U);
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 2U);
}

TEST(Lane, a_wish_the_service_cannot_meet_draws_no_call_and_is_told_once) {
  Simulation sim;
  plan::Capabilities can;
  can.ipv4 = false;
  sim.simple("home.example.com", can);
  sim.start();
  sim.run_for(1h);
  EXPECT_EQ(sim.provider().calls(), 0U);
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 1U);
  const auto report = sim.update();
  ASSERT_EQ(report.records.size(), 1U);
  EXPECT_EQ(report.records[0].kind, engine::OutcomeKind::failed);
}

TEST(Lane, a_client_that_cannot_be_made_pauses_the_account) {
  Simulation sim;
  sim.simple();
  sim.http.cannot_open = error_of(Reason::config);
  sim.start();
  EXPECT_EQ(sim.provider().calls(), 0U);
  EXPECT_EQ(sim.count<events::AccountPaused>(), 1U);
  EXPECT_EQ(sim.count<RecordUpdateFailed>(), 1U);
}

TEST(Lane, a_provider_that_throws_harms_only_its_own_account) {
  Simulation sim;
  sim.simple();
  sim.provider().on_call = [](std::string_view verb, const Call&) {
    if (verb == "write") throw std::runtime_error("boom");
  };
  sim.start();
  const auto failed = sim.all<RecordUpdateFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].error.reason, Reason::internal);
  sim.provider().on_call = {};
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
}

TEST(Lane, calls_and_operations_are_published_with_their_host_only) {
  Simulation sim;
  sim.simple();
  sim.provider().uses_http = true;
  sim.start();
  const auto operations = sim.all<events::OperationFinished>();
  ASSERT_EQ(operations.size(), 3U);
  EXPECT_EQ(operations[0].operation, "zones");
  EXPECT_EQ(operations[1].operation, "read");
  EXPECT_EQ(operations[2].operation, "create");
  std::multiset<std::string> kinds;
  for (const auto& call : sim.all<events::CallFinished>()) {
    kinds.insert(call.operation);
    if (call.method == "GET") {
      EXPECT_EQ(call.status, 200);
    }
    EXPECT_NE(call.span, SpanId{});
  }
  EXPECT_EQ(kinds.count("read"), 1U);
  EXPECT_GE(kinds.count("verify"), 4U) << "questions to name servers are calls too";
}

TEST(Lane, a_failing_state_store_never_stops_updates_and_is_told_once) {
  Simulation sim;
  sim.simple();
  sim.store.failing = true;
  sim.start();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  sim.source().say({"10.0.0.2"});
  sim.run_for(10min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
  unsigned fresh = 0;
  for (const auto& failed : sim.all<events::StateFailed>()) fresh += failed.news ? 1U : 0U;
  EXPECT_EQ(fresh, 1U);
  EXPECT_GT(sim.count<events::StateFailed>(), 1U) << "the alert lasts as long as the trouble";
  sim.store.failing = false;
  sim.source().say({"10.0.0.3"});
  sim.run_for(10min);
  unsigned news = 0;
  for (const auto& written : sim.all<events::StateWritten>()) news += written.news ? 1U : 0U;
  EXPECT_EQ(news, 1U);
  EXPECT_GT(sim.count<events::StateWritten>(), 1U) << "every transaction is told, for the metrics";
}

}  // namespace
}  // namespace ddns::test
