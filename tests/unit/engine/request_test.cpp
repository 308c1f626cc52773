// Requests from people, pause and reload.
#include <gtest/gtest.h>

#include "simulation.h"

namespace ddns::test {
namespace {

using engine::OutcomeKind;

const RecordKey home = key_of("home.example.com");

TEST(UpdateRequest, asks_the_source_and_reports_what_became_of_each_record) {
  Simulation sim;
  sim.simple();
  sim.add_record("www.example.com");
  sim.start();
  sim.run_for(1min);
  const unsigned asked = sim.source().asked();
  auto report = sim.update({.actor = "api 127.0.0.1"});
  EXPECT_EQ(sim.source().asked(), asked + 1);
  ASSERT_EQ(report.records.size(), 2U);
  EXPECT_EQ(report.records[0].key, home);
  EXPECT_EQ(report.records[0].kind, OutcomeKind::kept);
  EXPECT_EQ(report.records[0].addresses, set_of({"10.0.0.1"}));

  sim.source().say({"10.0.0.2"});
  report = sim.update({.actor = "api 127.0.0.1"});
  EXPECT_EQ(report.records[1].kind, OutcomeKind::updated);
  bool seen = false;
  for (const auto& row : sim.store.all_history()) {
    seen = seen || (row.kind == state::HistoryKind::update && row.after == "10.0.0.2");
  }
  EXPECT_TRUE(seen);
}

TEST(UpdateRequest, concerns_only_the_named_record_and_its_source) {
  Simulation sim;
  sim.simple();
  sim.add_source("other").say({"10.0.0.9"});
  sim.add_record("other.example.com", "acc", "other");
  sim.start();
  sim.run_for(1min);
  const unsigned asked = sim.source("other").asked();
  const auto report = sim.update({.name = name_of("home.example.com")});
  ASSERT_EQ(report.records.size(), 1U);
  EXPECT_EQ(sim.source("other").asked(), asked);
  EXPECT_TRUE(sim.update({.name = name_of("nobody.example.com")}).records.empty());
}

TEST(UpdateRequest, with_force_reads_the_service_and_proves_even_when_nothing_changed) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  const unsigned reads = sim.provider().reads();
  const auto proofs = sim.count<events::RecordVerified>();
  const auto report = sim.update({.force = true});
  EXPECT_EQ(report.records.at(0).kind, OutcomeKind::kept);
  EXPECT_EQ(sim.provider().reads(), reads + 1);
  sim.run_for(1s);
  EXPECT_EQ(sim.count<events::RecordVerified>(), proofs + 1);
}

TEST(UpdateRequest, tells_why_a_source_or_an_account_holds_a_record_up) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.provider().fail_always(error_of(Reason::auth));
  sim.source().say({"10.0.0.2"});
  auto report = sim.update();
  EXPECT_EQ(report.records.at(0).kind, OutcomeKind::failed);
  EXPECT_EQ(report.records.at(0).error->reason, Reason::auth);
  const unsigned calls = sim.provider().calls();
  report = sim.update();
  EXPECT_EQ(report.records.at(0).kind, OutcomeKind::failed);
  EXPECT_EQ(sim.provider().calls(), calls) << "back-off is kept";
  report = sim.update({.force = true});
  EXPECT_EQ(sim.provider().calls(), calls + 1) << "unless somebody insists";
  sim.source().say(error_of(Reason::timeout));
  report = sim.update();
  EXPECT_EQ(report.records.at(0).kind, OutcomeKind::unavailable);
}

TEST(UpdateRequest, tells_of_an_update_that_was_made_while_another_source_still_worked) {
  Simulation sim;
  sim.simple();
  sim.add_source("slow").say({"10.0.0.9"});
  sim.add_record("slow.example.com", "acc", "slow");
  sim.start();
  sim.run_for(1min);
  sim.hold_jobs = true;
  sim.post(engine::UpdateAsked{50, {}});
  sim.settle();
  ASSERT_EQ(sim.held().size(), 2U);
  const auto quick = std::get<engine::SourceJob>(sim.held()[0]);
  const auto slow = std::get<engine::SourceJob>(sim.held()[1]);
  sim.hold_jobs = false;
  sim.post(engine::SourceAnswered{quick.generation, quick.watch, {Known{set_of({"10.0.0.2"})}}, 1ms});
  sim.settle();
  EXPECT_FALSE(sim.answer(50).has_value());
  sim.post(engine::SourceAnswered{slow.generation, slow.watch, {Known{set_of({"10.0.0.9"})}}, 1ms});
  sim.settle();
  const auto report = sim.answer(50);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->records.at(0).kind, OutcomeKind::updated);
  EXPECT_EQ(report->records.at(1).kind, OutcomeKind::kept);
}

TEST(UpdateRequest, a_record_without_an_address_is_unavailable_unless_it_shall_go_then) {
  Simulation sim;
  sim.simple();
  sim.source().say({});
  sim.start();
  auto report = sim.update();
  EXPECT_EQ(report.records.at(0).kind, OutcomeKind::unavailable);
  EXPECT_EQ(report.records.at(0).error->message, "found no ipv4 address");
  ASSERT_EQ(sim.plan().failures.size(), 1U);
  EXPECT_EQ(sim.plan().failures[0].keys, std::vector{home});
  // Beside one that goes, both following the same source.
  sim.add_record("cleared.example.com").target.clear_when_none = true;
  sim.reload();
  sim.settle();
  report = sim.update({.force = true});
  EXPECT_EQ(report.records.at(0).kind, OutcomeKind::unavailable);
  EXPECT_EQ(report.records.at(1).kind, OutcomeKind::kept);
  ASSERT_EQ(sim.plan().failures.size(), 1U);
  EXPECT_EQ(sim.plan().failures[0].keys, std::vector{home});
}

TEST(UpdateRequest, says_nothing_of_a_family_nobody_asked_for_and_the_machine_has_not) {
  Simulation sim;
  sim.simple();
  sim.add_source("default6").say(error_of(Reason::connect));
  sim.settings.sources[1].required = false;
  sim.add_record("home.example.com", "acc", "default6", RecordType::aaaa);
  sim.start();
  EXPECT_EQ(sim.update({.name = home.name}).records.size(), 1U);
  EXPECT_TRUE(sim.plan().failures.empty());
  sim.source("default6").say({"2a01:db8::1"});
  EXPECT_EQ(sim.update({.name = home.name}).records.size(), 2U);
  sim.source("default6").say(error_of(Reason::connect));
  EXPECT_EQ(sim.update({.name = home.name}).records.at(1).kind, OutcomeKind::unavailable) << "it has been there";
}

TEST(UpdateRequest, with_force_waits_for_the_source_and_writes_once) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  // Somebody else changed it, and our address is another one meanwhile.
  sim.provider().put(home, {"10.0.0.99"});
  sim.source().say({"10.0.0.2"});
  const unsigned reads = sim.provider().reads();
  const unsigned writes = sim.provider().writes();
  sim.hold_jobs = true;
  sim.post(engine::UpdateAsked{60, {.force = true}});
  sim.settle();
  ASSERT_EQ(sim.held().size(), 1U);
  EXPECT_TRUE(std::holds_alternative<engine::SourceJob>(sim.held()[0]));
  sim.release();
  EXPECT_EQ(sim.provider().reads(), reads + 1);
  EXPECT_EQ(sim.provider().writes(), writes + 1);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
  EXPECT_EQ(sim.answer(60)->records.at(0).kind, OutcomeKind::updated);
}

/// A lane job of the record is under way, and it has read the service already.
void begin_lane(Simulation& sim) {
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.hold_jobs = true;
  sim.post(engine::UpdateAsked{70, {.force = true}});
  sim.settle();
  const auto source = std::get<engine::SourceJob>(sim.held().at(0));
  sim.post(engine::SourceAnswered{source.generation, source.watch, {Known{set_of({"10.0.0.1"})}}, 1ms});
  sim.settle();
  ASSERT_TRUE(std::holds_alternative<engine::LaneJob>(sim.held().at(1)));
  sim.hold_jobs = false;
}

TEST(UpdateRequest, with_force_is_served_by_a_job_that_began_after_it) {
  Simulation sim;
  begin_lane(sim);
  sim.provider().put(home, {"10.0.0.99"});
  sim.post(engine::UpdateAsked{71, {.force = true, .actor = "signal"}});
  sim.settle();
  EXPECT_FALSE(sim.answer(71).has_value());
  const unsigned reads = sim.provider().reads();
  // What the older job read before somebody changed it.
  engine::RecordResult result{.record = 0, .kind = engine::ResultKind::kept, .wanted = set_of({"10.0.0.1"})};
  result.was_read = true;
  result.now = engine::Published{.addresses = result.wanted};
  engine::LaneDone done{.account = 0, .successes = 1};
  sim.post(engine::RecordsDone{.account = 0, .results = {result}});
  sim.settle();
  EXPECT_FALSE(sim.answer(71).has_value()) << "the job may still tell something about the account";
  sim.post(std::move(done));
  sim.settle();
  EXPECT_EQ(sim.provider().reads(), reads + 1);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  ASSERT_TRUE(sim.answer(71).has_value());
  EXPECT_EQ(sim.answer(71)->records.at(0).kind, OutcomeKind::updated);
  EXPECT_EQ(sim.store.all_history().back().actor, "signal");
}

TEST(UpdateRequest, with_force_tries_again_what_an_older_job_was_refused) {
  Simulation sim;
  begin_lane(sim);
  sim.post(engine::UpdateAsked{72, {.force = true}});
  sim.settle();
  engine::RecordResult result{.record = 0, .kind = engine::ResultKind::failed, .wanted = set_of({"10.0.0.1"})};
  result.account_wide = true;
  result.error = error_of(Reason::auth);
  engine::LaneDone done{.account = 0, .results = {}, .account_error = result.error};
  done.results.push_back(std::move(result));
  sim.post(std::move(done));
  sim.settle();
  ASSERT_TRUE(sim.answer(72).has_value());
  EXPECT_EQ(sim.answer(72)->records.at(0).kind, OutcomeKind::kept) << "the token was mended in between";
  EXPECT_EQ(sim.count<events::AccountResumed>(), 1U);
}

TEST(UpdateRequest, holds_a_record_for_its_own_source_only) {
  Simulation sim;
  sim.simple();
  sim.add_source("slow").say({"10.0.0.9"});
  sim.add_record("slow.example.com", "acc", "slow");
  sim.start();
  sim.run_for(1min);
  sim.hold_jobs = true;
  sim.post(engine::UpdateAsked{61, {.force = true}});
  sim.settle();
  const auto quick = std::get<engine::SourceJob>(sim.held().at(0));
  sim.post(engine::SourceAnswered{quick.generation, quick.watch, {Known{set_of({"10.0.0.1"})}}, 1ms});
  sim.settle();
  ASSERT_EQ(sim.held().size(), 3U);
  const auto& lane = std::get<engine::LaneJob>(sim.held()[2]);
  ASSERT_EQ(lane.records.size(), 1U);
  EXPECT_EQ(lane.records[0].desired.key, home);
}

TEST(UpdateRequest, during_a_trust_question_waits_for_its_answer) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.hold_jobs = true;
  sim.restart();
  sim.post(engine::UpdateAsked{77, {}});
  sim.settle();
  EXPECT_FALSE(sim.answer(77).has_value());
  sim.release();
  ASSERT_TRUE(sim.answer(77).has_value());
  EXPECT_EQ(sim.answer(77)->records.at(0).kind, OutcomeKind::kept);
}

TEST(Pause, sources_are_still_asked_and_nothing_is_written) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.post(engine::PauseAsked{true});
  sim.source().say({"10.0.0.2"});
  const unsigned asked = sim.source().asked();
  const unsigned calls = sim.provider().calls();
  sim.run_for(10min);
  EXPECT_EQ(sim.source().asked(), asked + 2);
  EXPECT_EQ(sim.provider().calls(), calls);
  EXPECT_EQ(sim.update().records.at(0).kind, OutcomeKind::paused);
  sim.post(engine::PauseAsked{false});
  sim.settle();
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.2"}));
}

TEST(Pause, may_stand_from_the_beginning) {
  Simulation sim;
  sim.simple();
  sim.settings.start_paused = true;
  sim.start();
  sim.run_for(1h);
  EXPECT_EQ(sim.provider().calls(), 0U);
  EXPECT_EQ(sim.plan().plans.size(), 1U);
  EXPECT_EQ(sim.provider().writes(), 0U);
}

TEST(Preview, reads_and_plans_and_writes_nothing) {
  Simulation sim;
  sim.simple();
  sim.provider().put(home, {"10.0.0.9"});
  sim.post(engine::PauseAsked{true});
  sim.start();
  const auto report = sim.plan();
  ASSERT_EQ(report.plans.size(), 1U);
  EXPECT_EQ(report.plans[0].account, "acc");
  ASSERT_EQ(report.plans[0].plan.changes.size(), 1U);
  EXPECT_EQ(report.plans[0].plan.changes[0].after, set_of({"10.0.0.1"}));
  EXPECT_TRUE(report.failures.empty());
  EXPECT_EQ(sim.provider().writes(), 0U);
  EXPECT_EQ(sim.count<events::PlanMade>(), 0U);
}

TEST(Preview, tells_what_cannot_be_found_out) {
  Simulation sim;
  sim.simple();
  sim.add_source("dead").say(error_of(Reason::timeout));
  sim.add_record("dead.example.com", "acc", "dead");
  sim.add_record("home.example.org");
  sim.start();
  sim.run_for(1min);
  const auto report = sim.plan();
  EXPECT_EQ(report.plans.size(), 1U);
  ASSERT_EQ(report.failures.size(), 2U);
  EXPECT_EQ(report.failures[0].account, "dead");
  EXPECT_EQ(report.failures[1].keys, std::vector{key_of("home.example.org")});
  EXPECT_EQ(report.failures[1].error.reason, Reason::not_found);
}

TEST(Preview, makes_no_call_to_an_account_that_is_blocked) {
  Simulation sim;
  sim.simple();
  sim.provider().fail_always(error_of(Reason::blocked));
  sim.start();
  const unsigned calls = sim.provider().calls();
  const auto report = sim.plan();
  EXPECT_EQ(sim.provider().calls(), calls);
  ASSERT_EQ(report.failures.size(), 1U);
  EXPECT_EQ(report.failures[0].error.reason, Reason::blocked);
}

TEST(Preview, of_two_at_once_both_are_answered) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.post(engine::PlanAsked{1001});
  const auto report = sim.plan();
  EXPECT_EQ(report.plans.size(), 1U);
  ASSERT_TRUE(sim.preview(1001).has_value());
  EXPECT_EQ(sim.preview(1001)->plans.size(), 1U);
}

TEST(Reload, keeps_what_is_known_of_records_that_stay) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  const unsigned calls = sim.provider().calls();
  sim.add_record("new.example.com");
  sim.reload();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().at(key_of("new.example.com")), set_of({"10.0.0.1"}));
  // A lookup of the new name's zone, one read, one write: the old record is not asked about.
  EXPECT_EQ(sim.provider().calls(), calls + 3);
}

TEST(Reload, other_attributes_make_the_record_due) {
  Simulation sim;
  sim.simple();
  sim.provider().put(home, {"10.0.0.1"}, {.ttl = 60s});
  sim.start();
  sim.run_for(1min);
  sim.settings.records[0].target.attributes.ttl = 120s;
  sim.reload();
  sim.run_for(1min);
  const auto updated = sim.all<events::RecordUpdated>();
  ASSERT_EQ(updated.size(), 1U);
  EXPECT_EQ(updated[0].why, plan::Why::wrong_attributes);
  sim.reload();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().writes(), 1U);
}

TEST(Reload, other_account_settings_lift_every_pause) {
  Simulation sim;
  sim.simple();
  sim.provider().fail_always(error_of(Reason::blocked));
  sim.start();
  sim.run_for(1min);
  sim.provider().fail_always(std::nullopt);
  sim.reload();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().calls(), 1U) << "the same settings lift nothing";
  sim.settings.accounts[0].fingerprint = "mended";
  sim.reload();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.1"}));
  EXPECT_TRUE(sim.store.blocked().value().empty());
  EXPECT_EQ(sim.count<events::AccountResumed>(), 1U);
}

TEST(Reload, waits_for_lanes_and_starts_no_new_ones_meanwhile) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.source().say({"10.0.0.2"});
  sim.notice(engine::Notice::addresses);
  sim.run_for(0ms);
  sim.source().say({"10.0.0.3"});
  sim.hold_jobs = true;
  sim.notice(engine::Notice::addresses);
  sim.run_for(1s);
  sim.hold_jobs = false;
  sim.release();
  sim.settings.records.clear();
  sim.add_record("only.example.com");
  sim.reload();
  sim.run_for(1min);
  EXPECT_EQ(sim.provider().at(key_of("only.example.com")), set_of({"10.0.0.3"}));
  EXPECT_EQ(sim.provider().at(home), set_of({"10.0.0.3"})) << "a record that left the configuration is not deleted";
}

TEST(Reload, answers_open_requests_as_cancelled) {
  Simulation sim;
  sim.simple();
  sim.start();
  sim.run_for(1min);
  sim.hold_jobs = true;
  sim.post(engine::UpdateAsked{5, {}});
  sim.settle();
  sim.reload();
  sim.settle();
  // Its lane is idle, so the swap happened; the source's late answer belongs to nobody.
  ASSERT_TRUE(sim.answer(5).has_value());
  EXPECT_EQ(sim.answer(5)->records.at(0).error->reason, Reason::cancelled);
  sim.release();
  EXPECT_TRUE(sim.world().updates.empty());
}

}  // namespace
}  // namespace ddns::test
