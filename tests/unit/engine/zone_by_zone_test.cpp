// A lane with many zones: each is published as soon as it is read.
#include <gtest/gtest.h>

#include "simulation.h"

namespace ddns::test {
namespace {

using events::RecordUpdated;
using events::RecordUpdateFailed;

std::string zone_number(int i) { return "z" + std::to_string(1000 + i) + ".example"; }
RecordKey host_in(int i) { return key_of("home." + zone_number(i)); }

/// So many zones with one record each, at an account without proofs; notes which verb began when.
class ManyZones {
 public:
  struct Call {
    std::string verb;
    SteadyTime at;
  };

  explicit ManyZones(int count, plan::Capabilities can = {}) {
    auto& provider = sim.add_account("acc", can);
    sim.settings.accounts[0].verify.enabled = false;
    sim.add_source("wan").say({"10.0.0.1"});
    for (int i = 0; i < count; ++i) {
      provider.add_zone(zone_number(i), "id" + std::to_string(i));
      sim.add_record("home." + zone_number(i));
    }
    provider.on_call = [this](std::string_view verb, const ddns::Call&) {
      const std::lock_guard lock(mutex_);
      calls_.push_back({std::string(verb), sim.now()});
      if (sim.settings.accounts[0].provider->capabilities().in_flight == 1) sim.clock.advance(200ms);
    };
  }
  [[nodiscard]] std::vector<Call> calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  /// How many calls of that verb began before the first write.
  [[nodiscard]] std::size_t before_first_write(const std::string& verb) const {
    std::size_t count = 0;
    for (const Call& call : calls()) {
      if (call.verb == "write") return count;
      if (call.verb == verb) ++count;
    }
    ADD_FAILURE() << "nothing was written";
    return count;
  }
  void dead(int zone, Error error) {
    sim.provider().refuse_read = [name = name_of(zone_number(zone)),
                                  error](const provider::ReadScope& scope) -> std::optional<Error> {
      if (scope.zone.name == name) return error;
      return std::nullopt;
    };
  }

  Simulation sim;

 private:
  mutable std::mutex mutex_;
  std::vector<Call> calls_;
};

TEST(ZoneByZone, the_first_of_200_zones_is_written_before_the_second_is_read) {
  ManyZones many(200);
  const SteadyTime began = many.sim.now();
  many.sim.start();
  EXPECT_EQ(many.before_first_write("read"), 1U);
  const auto calls = many.calls();
  ASSERT_EQ(calls.size(), 401U) << "one for all zones, then one read and one write each";
  EXPECT_EQ(calls[2].verb, "write");
  EXPECT_EQ(calls[2].at - began, 400ms) << "after listing the zones and one read";
  for (std::size_t i = 1; i < calls.size(); ++i) EXPECT_EQ(calls[i].verb, i % 2 == 1 ? "read" : "write") << i;
  EXPECT_EQ(many.sim.count<RecordUpdated>(), 200U);
}

TEST(ZoneByZone, calls_in_flight_bound_how_many_reads_come_before_a_write) {
  constexpr unsigned wide = 4;
  ManyZones many(200, {.in_flight = wide});
  many.sim.start();
  // A hand writes as soon as something is read; those between choosing a call and beginning it double the bound.
  std::size_t reads = 0;
  std::size_t writes = 0;
  for (const auto& call : many.calls()) {
    reads += call.verb == "read" ? 1U : 0U;
    writes += call.verb == "write" ? 1U : 0U;
    EXPECT_LE(reads, writes + std::size_t{2} * wide);
  }
  EXPECT_EQ(many.sim.provider().zone_calls(), 1U);
  EXPECT_EQ(reads, 200U);
  EXPECT_EQ(writes, 200U);
  EXPECT_EQ(many.sim.count<RecordUpdated>(), 200U);
}

TEST(ZoneByZone, records_of_one_zone_are_still_read_together_and_written_in_full_batches) {
  ManyZones many(3, {.batch = 10, .batch_atomic = true});
  for (int i = 0; i < 3; ++i) {
    for (int host = 0; host < 24; ++host) many.sim.add_record("h" + std::to_string(host) + "." + zone_number(i));
  }
  many.sim.start();
  EXPECT_EQ(many.sim.provider().reads(), 3U);
  EXPECT_EQ(many.sim.provider().writes(), 9U) << "25 records in batches of 10";
  EXPECT_EQ(many.before_first_write("read"), 1U);
  EXPECT_EQ(many.sim.count<RecordUpdated>(), 75U);
}

TEST(ZoneByZone, a_bad_record_halves_only_its_own_zone_s_batch) {
  ManyZones many(3, {.batch = 10, .batch_atomic = true});
  for (int i = 0; i < 3; ++i) many.sim.add_record("other." + zone_number(i));
  many.sim.provider().refuse([](const plan::Operation& operation) -> std::optional<Error> {
    if (plan::keys_of(operation).front() == host_in(1)) return error_of(Reason::rejected);
    return std::nullopt;
  });
  many.sim.start();
  EXPECT_EQ(many.sim.provider().writes(), 5U) << "one, then one in three pieces, then one";
  EXPECT_EQ(many.sim.count<RecordUpdated>(), 5U);
  ASSERT_EQ(many.sim.count<RecordUpdateFailed>(), 1U);
  EXPECT_EQ(many.sim.all<RecordUpdateFailed>()[0].key, host_in(1));
}

TEST(ZoneByZone, deletes_of_a_zone_come_after_its_writes_and_not_after_those_of_other_zones) {
  ManyZones many(2);
  many.sim.settings.accounts[0].limits = {};
  for (int i = 0; i < 2; ++i) many.sim.provider().put(host_in(i), {"10.0.0.7", "10.0.0.8"});
  many.sim.start();
  std::vector<std::string> order;
  for (const auto& unit : many.sim.provider().units()) {
    order.push_back(std::string(plan::verb_of(unit.operations.front())) + " " + unit.zone.id);
  }
  EXPECT_EQ(order, (std::vector<std::string>{"update id0", "delete id0", "update id1", "delete id1"}));
}

TEST(ZoneByZone, a_dead_zone_in_front_delays_no_other) {
  for (const Reason reason : {Reason::timeout, Reason::http_5xx, Reason::malformed, Reason::not_found}) {
    ManyZones many(200);
    many.dead(0, error_of(reason));
    many.sim.start();
    EXPECT_EQ(many.sim.count<RecordUpdated>(), 199U) << to_string(reason);
    EXPECT_EQ(many.before_first_write("read"), 2U) << to_string(reason);
    EXPECT_EQ(many.sim.count<events::AccountPaused>(), 0U) << to_string(reason);
    ASSERT_EQ(many.sim.count<RecordUpdateFailed>(), 1U) << to_string(reason);
    EXPECT_EQ(many.sim.all<RecordUpdateFailed>()[0].key, host_in(0));
  }
}

TEST(ZoneByZone, a_zone_that_failed_last_comes_last_when_the_address_changes) {
  ManyZones many(20);
  many.dead(0, error_of(Reason::timeout));
  many.sim.start();
  const auto before = many.calls().size();
  many.sim.provider().refuse_read = [&](const provider::ReadScope& scope) -> std::optional<Error> {
    if (scope.zone.name != name_of(zone_number(0))) return std::nullopt;
    many.sim.clock.advance(30s);  // it does not answer at all
    return error_of(Reason::timeout);
  };
  const SteadyTime changed = many.sim.now();
  many.sim.source().say({"10.0.0.2"});
  many.sim.notice(engine::Notice::addresses);
  many.sim.settle();
  const auto calls = many.calls();
  ASSERT_GE(calls.size(), before + 39);
  for (std::size_t i = before; i < before + 38; ++i) {
    EXPECT_LT(calls[i].at - changed, 8s) << "the others do not wait for it";
  }
  for (int i = 1; i < 20; ++i) EXPECT_EQ(many.sim.provider().at(host_in(i)), set_of({"10.0.0.2"})) << i;
}

TEST(ZoneByZone, a_service_that_answers_no_read_draws_two_calls_and_then_one_at_a_time) {
  ManyZones many(200);
  many.sim.provider().fail_always(std::nullopt);
  many.sim.provider().refuse_read = [](const provider::ReadScope&) { return error_of(Reason::http_5xx); };
  many.sim.start();
  EXPECT_EQ(many.sim.provider().reads(), 2U);
  EXPECT_EQ(many.sim.count<events::AccountPaused>(), 1U);
  many.sim.run_for(5s);
  const auto reads = many.sim.provider().reads();
  EXPECT_GE(reads, 3U);
  EXPECT_LE(reads, 5U) << "a probe is one call";
}

TEST(ZoneByZone, an_error_of_the_whole_account_stops_the_rest) {
  ManyZones many(200);
  many.sim.provider().refuse([&](const plan::Operation& operation) -> std::optional<Error> {
    if (plan::keys_of(operation).front() == host_in(2)) return error_of(Reason::rate_limited);
    return std::nullopt;
  });
  many.sim.start();
  EXPECT_EQ(many.sim.provider().reads(), 3U);
  EXPECT_EQ(many.sim.provider().writes(), 3U);
  EXPECT_EQ(many.sim.count<RecordUpdated>(), 2U);
  EXPECT_EQ(many.sim.count<events::AccountPaused>(), 1U);
}

TEST(ZoneByZone, a_slow_rate_makes_progress_in_every_window) {
  ManyZones many(30, {.rate = plan::Rate{10, 600s}});
  many.sim.provider().uses_http = true;
  many.sim.start();
  EXPECT_GE(many.sim.count<RecordUpdated>(), 4U) << "reading must not use up the whole window";
  many.sim.run_for(1h + 10min);
  EXPECT_EQ(many.sim.count<RecordUpdated>(), 30U);
  EXPECT_EQ(many.sim.count<RecordUpdateFailed>(), 0U);
}

TEST(ZoneByZone, a_preview_reads_all_zones_and_writes_nothing) {
  ManyZones many(20);
  many.sim.settings.start_paused = true;
  many.sim.start();
  const auto report = many.sim.plan();
  EXPECT_EQ(report.plans.size(), 20U);
  EXPECT_EQ(report.plans[7].plan.zone.id, "id7") << "in the order of the records";
  EXPECT_EQ(many.sim.provider().reads(), 20U);
  EXPECT_EQ(many.sim.provider().writes(), 0U);
}

TEST(ZoneByZone, what_can_only_be_read_back_is_read_once_more_per_zone) {
  ManyZones many(5, {.verification = plan::Verification::read_back});
  many.sim.settings.accounts[0].verify.enabled = true;
  many.sim.start();
  EXPECT_EQ(many.before_first_write("read"), 1U);
  EXPECT_EQ(many.sim.provider().reads(), 10U);
  EXPECT_EQ(many.sim.count<events::RecordVerified>(), 5U);
}

TEST(Retries, are_told_from_first_calls) {
  Simulation sim;
  sim.simple();
  const auto retries = [&] {
    std::vector<std::string> found;
    for (const auto& call : sim.all<events::OperationFinished>()) {
      if (call.retry) found.push_back(call.operation);
    }
    return found;
  };
  sim.provider().fail_next({error_of(Reason::http_5xx)});
  sim.start();
  EXPECT_TRUE(retries().empty());
  sim.run_for(10s);
  EXPECT_EQ(sim.provider().at(key_of("home.example.com")), set_of({"10.0.0.1"}));
  const auto first = retries();
  ASSERT_FALSE(first.empty());
  EXPECT_EQ(first.front(), "zones");
  sim.source().say({"10.0.0.2"});
  sim.run_for(10min);
  EXPECT_EQ(sim.provider().at(key_of("home.example.com")), set_of({"10.0.0.2"}));
  EXPECT_EQ(retries(), first) << "a new address is no retry";
}

TEST(Retries, halves_of_a_refused_batch_and_second_reads_are_retries) {
  Simulation sim;
  sim.add_account("acc", {.batch = 10, .batch_atomic = true}).add_zone("example.com");
  sim.dns.add_zone("example.com");
  sim.add_source("wan").say({"10.0.0.1"});
  sim.add_record("a.example.com");
  sim.add_record("b.example.com");
  bool first = true;
  sim.provider().refuse([&](const plan::Operation&) -> std::optional<Error> {
    if (!std::exchange(first, false)) return std::nullopt;
    return error_of(Reason::rejected);
  });
  sim.start();
  std::size_t retries = 0;
  for (const auto& call : sim.all<events::OperationFinished>()) retries += call.retry ? 1U : 0U;
  EXPECT_EQ(retries, 2U);
  EXPECT_EQ(sim.count<RecordUpdated>(), 2U);
}

}  // namespace
}  // namespace ddns::test
