#include "ddns/provider/two_functions.h"

#include <gtest/gtest.h>

#include "support/manual_clock.h"
#include "support/scripted_exchange.h"
#include "support/scripted_random.h"

namespace ddns::test {
namespace {

using provider::Ack;

class OneAnswer final : public http::HttpClient {
 public:
  explicit OneAnswer(Result<http::Response> answer) : answer_(std::move(answer)) {}
  Result<http::Response> send(const http::Request& request, const http::CallLimits&) override {
    sent.push_back(request);
    return answer_;
  }
  std::vector<http::Request> sent;

 private:
  Result<http::Response> answer_;
};

struct Bench {
  ManualClock clock;
  ScriptedRandom random;
  ScriptedExchange dns{[](const SeenMessage&) -> Result<dns::Bytes> { return fail(Reason::internal, "no DNS here"); }};
  OneAnswer http;

  explicit Bench(Result<http::Response> answer) : http(std::move(answer)) {}
  Call call() {
    return {.http = http,
            .dns = dns,
            .clock = clock,
            .random = random,
            .deadline = Deadline::never(),
            .stop = {},
            .trace = {}};
  }
};

std::unique_ptr<provider::Provider> service(std::string method = "GET") {
  provider::TwoFunctions functions;
  functions.capabilities = {.grain = plan::Grain::host, .can_read = false, .has_zones = false};
  functions.request = [method](const plan::UpdateHost& update, WallTime) -> Result<http::Request> {
    if (update.ipv6) return fail(Reason::rejected, "no IPv6 there");
    http::Request request;
    request.method = method;
    request.url.host = "members.example.net";
    request.url.query = "myip=" + update.ipv4->to_string() + "&token=SECRET";
    return request;
  };
  functions.judge = [](const plan::UpdateHost&, const http::Response& response, WallTime now) -> Result<Ack> {
    EXPECT_EQ(now, WallTime{ManualClock::kStart});
    if (response.body == "nochg") return Ack{.id = {}, .unchanged = true};
    if (response.body == "abuse") return fail(Reason::blocked, "blocked for abuse");
    return Ack{};
  };
  return provider::make_provider(std::move(functions));
}

plan::Unit unit(std::vector<plan::Operation> operations) { return {.zone = {}, .operations = std::move(operations)}; }
plan::UpdateHost update_v4() { return {.name = name_of("home.example.net"), .ipv4 = ip_of("192.0.2.1")}; }

TEST(TwoFunctions, sends_the_request_and_hands_over_the_answer) {
  Bench bench(http::Response{.status = 200, .body = "nochg"});
  const auto provider = service();
  const auto results = provider->apply(unit({update_v4()}), bench.call());
  ASSERT_EQ(results.size(), 1U);
  ASSERT_TRUE(results[0].has_value());
  EXPECT_TRUE(results[0]->unchanged);
  ASSERT_EQ(bench.http.sent.size(), 1U);
  EXPECT_EQ(bench.http.sent[0].url.query, "myip=192.0.2.1&token=SECRET");
}

TEST(TwoFunctions, passes_on_what_the_judge_says) {
  Bench bench(http::Response{.status = 200, .body = "abuse"});
  const auto results = service()->apply(unit({update_v4()}), bench.call());
  ASSERT_FALSE(results.at(0).has_value());
  EXPECT_EQ(results[0].error().reason, Reason::blocked);
}

TEST(TwoFunctions, a_request_that_cannot_be_made_is_not_sent) {
  Bench bench(http::Response{.status = 200});
  plan::UpdateHost update = update_v4();
  update.ipv6 = ip_of("2001:db8::1");
  const auto results = service()->apply(unit({update}), bench.call());
  EXPECT_EQ(results.at(0).error().reason, Reason::rejected);
  EXPECT_EQ(results.at(0).error().effect, Effect::none);
  EXPECT_TRUE(bench.http.sent.empty());
}

TEST(TwoFunctions, gives_one_outcome_per_operation) {
  Bench bench(http::Response{.status = 200});
  const auto results = service()->apply(unit({update_v4(), plan::DeleteRecord{}, update_v4()}), bench.call());
  ASSERT_EQ(results.size(), 3U);
  EXPECT_TRUE(results[0].has_value());
  EXPECT_EQ(results[1].error().reason, Reason::internal);
  EXPECT_TRUE(results[2].has_value());
}

TEST(TwoFunctions, a_get_is_sent_as_the_write_that_it_is) {
  Bench bench(http::Response{.status = 200});
  ASSERT_TRUE(service("GET")->apply(unit({update_v4()}), bench.call()).at(0));
  EXPECT_EQ(bench.http.sent.at(0).method, "GET");
  EXPECT_TRUE(bench.http.sent.at(0).may_write());
}

TEST(TwoFunctions, a_broken_call_has_the_effect_that_the_transport_tells) {
  for (const Effect effect : {Effect::none, Effect::unknown}) {
    Bench bench(fail(Reason::timeout, "broken", effect));
    const auto error = service("GET")->apply(unit({update_v4()}), bench.call()).at(0).error();
    EXPECT_EQ(error.effect, effect);
    EXPECT_EQ(error.message, "home.example.net at members.example.net: broken");
  }
}

TEST(Provider, what_a_service_cannot_do_is_a_fault_of_the_program) {
  Bench bench(http::Response{});
  const auto provider = service();
  EXPECT_EQ(provider->find_zones({name_of("example.net")}, bench.call()).error().reason, Reason::internal);
  const provider::ReadScope scope{.zone = {name_of("example.net")}, .keys = {}};
  EXPECT_EQ(provider->read(scope, bench.call()).error().reason, Reason::internal);
}

TEST(AllOf, repeats_the_outcome_for_every_operation) {
  const auto results = provider::all_of(unit({update_v4(), update_v4()}), fail(Reason::auth, "no"));
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[1].error().reason, Reason::auth);
}

}  // namespace
}  // namespace ddns::test
