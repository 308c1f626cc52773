// Asking name servers: whom, how often, and what their answers mean.
#include "../../../modules/engine/src/checker.h"

#include <gtest/gtest.h>

#include "../../../modules/engine/src/observed.h"
#include "simulation.h"

namespace ddns::test {
namespace {

using engine::Check;
using engine::Seen;

/// A checker over a made-up DNS.
struct Bench {
  ManualClock clock;
  ScriptedRandom random;
  FakeHttpFactory http;
  MemoryStore store;
  RecordingSink sink;
  std::map<RecordKey, AddressSet> published;
  std::vector<dns::Server> resolvers{NameServers::resolver()};
  NameServers dns{[this](const RecordKey& key, const dns::Server&) { return published[key]; }};
  engine::Environment environment{.clock = clock,
                                  .random = random,
                                  .http = http,
                                  .dns = dns,
                                  .store = store,
                                  .sink = sink,
                                  .system_resolvers = [this] { return resolvers; }};
  engine::Authorities authorities;
  std::shared_ptr<engine::Settings> settings = std::make_shared<engine::Settings>();

  Bench() {
    settings->accounts.push_back({.id = "acc", .provider_id = "fake", .provider = std::make_shared<FakeProvider>()});
    settings->records.resize(4);
    dns.add_zone("example.com");
  }
  engine::CheckResult ask(std::string_view name, std::initializer_list<std::string_view> wanted, bool shared = false,
                          std::optional<DomainName> zone = std::nullopt) {
    const engine::CheckJob job{
        .settings = settings,
        .checks = {Check{.key = key_of(name), .addresses = set_of(wanted), .shared = shared, .zone = zone}},
        .trace = {}};
    return engine::run_checks(job, environment, authorities, {}).results.at(0);
  }
};

TEST(Checker, tells_right_from_wrong_and_counts_witnesses) {
  Bench bench;
  bench.published[key_of("a.example.com")] = set_of({"192.0.2.1"});
  auto result = bench.ask("a.example.com", {"192.0.2.1"});
  EXPECT_EQ(result.seen, Seen::right);
  EXPECT_EQ(result.witnesses, 2U);
  result = bench.ask("a.example.com", {"192.0.2.2"});
  EXPECT_EQ(result.seen, Seen::wrong);
  EXPECT_EQ(result.doubt, events::Doubt::mismatch);
  EXPECT_EQ(result.detail, "ns1.example.com: has 192.0.2.1, should have 192.0.2.2");
}

TEST(Checker, proves_the_absence_of_a_record_that_was_cleared) {
  Bench bench;
  EXPECT_EQ(bench.ask("gone.example.com", {}).seen, Seen::right);
  bench.published[key_of("gone.example.com")] = set_of({"192.0.2.1"});
  EXPECT_EQ(bench.ask("gone.example.com", {}).seen, Seen::wrong);
}

TEST(Checker, lets_others_values_stand_in_a_shared_set_only) {
  Bench bench;
  bench.published[key_of("a.example.com")] = set_of({"192.0.2.1", "192.0.2.200"});
  EXPECT_EQ(bench.ask("a.example.com", {"192.0.2.1"}, true).seen, Seen::right);
  EXPECT_EQ(bench.ask("a.example.com", {"192.0.2.1"}, false).seen, Seen::wrong);
}

TEST(Checker, finds_the_servers_of_a_zone_once_an_hour) {
  Bench bench;
  (void)bench.ask("a.example.com", {}, false, name_of("example.com"));
  const unsigned first = bench.dns.asked(NameServers::resolver());
  (void)bench.ask("b.example.com", {}, false, name_of("example.com"));
  (void)bench.ask("c.example.com", {});
  EXPECT_EQ(bench.dns.asked(NameServers::resolver()), first) << "a zone above the name will do";
  bench.clock.advance(61min);
  (void)bench.ask("a.example.com", {}, false, name_of("example.com"));
  EXPECT_GT(bench.dns.asked(NameServers::resolver()), first);
}

TEST(Checker, without_a_usable_resolver_nothing_is_wrong) {
  Bench bench;
  bench.dns.silence(NameServers::resolver());
  const auto result = bench.ask("a.example.com", {"192.0.2.1"});
  EXPECT_EQ(result.seen, Seen::unverifiable);
  EXPECT_FALSE(result.detail.empty());
}

TEST(Checker, asks_the_resolvers_that_the_machine_has_now) {
  Bench bench;
  bench.published[key_of("a.example.com")] = set_of({"192.0.2.1"});
  bench.resolvers.clear();
  EXPECT_EQ(bench.ask("a.example.com", {"192.0.2.1"}).seen, Seen::unverifiable);
  bench.resolvers = {NameServers::resolver()};
  EXPECT_EQ(bench.ask("a.example.com", {"192.0.2.1"}).seen, Seen::right) << "the network came after us";
}

TEST(Checker, a_server_that_was_stated_twice_is_one_witness) {
  Bench bench;
  bench.published[key_of("a.example.com")] = set_of({"192.0.2.1"});
  bench.settings->accounts[0].verify.servers = {NameServers::server(1), NameServers::server(1), NameServers::server(2)};
  auto result = bench.ask("a.example.com", {"192.0.2.1"});
  EXPECT_EQ(result.witnesses, 2U);
  EXPECT_EQ(bench.dns.asked(NameServers::server(1)), 1U);
  bench.dns.silence(NameServers::server(1));
  result = bench.ask("a.example.com", {"192.0.2.2"});
  EXPECT_EQ(result.seen, Seen::wrong) << "the second server's answer counts as its own";
}

TEST(Checker, publishes_every_question_as_a_call) {
  Bench bench;
  (void)bench.ask("a.example.com", {});
  const auto calls = bench.sink.all<events::CallFinished>();
  ASSERT_FALSE(calls.empty());
  for (const auto& call : calls) {
    EXPECT_EQ(call.account, "acc");
    EXPECT_EQ(call.operation, "verify");
    EXPECT_EQ(call.method, "DNS");
  }
}

TEST(Checker, a_job_that_could_not_begin_is_no_wrong_answer) {
  engine::CheckJob job;
  job.generation = 3;
  job.checks.resize(2);
  const auto done = engine::checks_failed(job, error_of(Reason::io));
  EXPECT_EQ(done.generation, 3U);
  ASSERT_EQ(done.results.size(), 2U);
  EXPECT_EQ(done.results[0].seen, Seen::unverifiable);
}

TEST(ObservedHttp, tells_the_host_and_status_and_nothing_else_of_the_url) {
  Bench bench;
  auto client = bench.http.open({}).value();
  engine::ObservedHttp http(*client, bench.environment, {"acc", "fake", "read", {}});
  http::Request request;
  request.method = "POST";
  request.url = http::Url::parse("https://api.example.net/secret-path?token=SECRET").value();
  ASSERT_TRUE(http.send(request, {Deadline::never(), {}}).has_value());
  bench.http.answer = [](const http::Request&) -> Result<http::Response> { return fail(Reason::timeout, "slow"); };
  ASSERT_FALSE(http.send(request, {Deadline::never(), {}}).has_value());
  const auto calls = bench.sink.all<events::CallFinished>();
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].host, "api.example.net");
  EXPECT_EQ(calls[0].method, "POST");
  EXPECT_EQ(calls[0].status, 200);
  EXPECT_EQ(calls[1].status, 0);
  EXPECT_EQ(calls[1].error->reason, Reason::timeout);
}

TEST(ObservedHttp, a_turn_that_does_not_come_before_the_deadline_is_rate_limited_with_the_time_to_wait) {
  Bench bench;
  auto client = bench.http.open({}).value();
  engine::Pacer pacer(plan::Rate{1, 100s});
  engine::ThreadWaiter waiter(bench.clock);
  const engine::Pacing pacing{pacer, waiter};
  engine::ObservedHttp http(*client, bench.environment, {"acc", "fake", "read", {}}, &pacing);
  const http::CallLimits limits{Deadline::after(bench.clock, 30s), {}};
  ASSERT_TRUE(http.send({}, limits).has_value());
  bench.clock.advance(10s);
  const auto second = http.send({}, limits);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().reason, Reason::rate_limited);
  EXPECT_EQ(second.error().retry_after, 90s);
  EXPECT_EQ(second.error().effect, Effect::none);
  EXPECT_EQ(bench.http.sent(), 1U);
}

}  // namespace
}  // namespace ddns::test
