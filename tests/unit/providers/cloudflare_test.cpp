#include "ddns/providers/cloudflare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "ddns/plan/operation.h"
#include "fake_service.h"

namespace ddns::providers {
namespace {

using nlohmann::json;
using test::answer;
using test::FakeService;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }
IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

std::unique_ptr<provider::Provider> make() {
  schema::Values values;
  values.put("api_token", Secret("the-token-nobody-may-see"));
  values.put("zone_id", std::string());
  values.put("endpoint", std::string("https://api.example/client/v4"));
  return cloudflare_spec().make(values).value();
}

const plan::ZoneRef kZone{name("example.com"), "z1"};

plan::Unit create_one() {
  return {.zone = kZone,
          .operations = {plan::CreateRecord{{name("home.example.com"), RecordType::a}, ip("192.0.2.1")}},
          .atomic = true};
}

Error error_of(const http::Response& response) {
  FakeService service([&](const http::Request&) { return response; });
  const auto outcome = make()->apply(create_one(), service.call());
  EXPECT_THAT(outcome, SizeIs(1));
  return outcome.at(0) ? Error{.message = "(success)"} : outcome[0].error();
}

std::string refusal(int code, std::string_view message = "words of the service") {
  return json{{"success", false}, {"result", nullptr}, {"errors", {{{"code", code}, {"message", message}}}}}.dump();
}

struct CodeCase {
  int status;
  int code;
  Reason reason;
};
class CloudflareCode : public testing::TestWithParam<CodeCase> {};

TEST_P(CloudflareCode, has_its_reason) {
  const auto& [status, code, reason] = GetParam();
  const auto error = error_of(answer(status, refusal(code)));
  EXPECT_EQ(error.reason, reason) << error.message;
  EXPECT_EQ(error.service_code, std::to_string(code));
  EXPECT_EQ(error.effect, Effect::none);
  EXPECT_THAT(error.message, HasSubstr("home.example.com A"));
  EXPECT_THAT(error.message, HasSubstr("words of the service"));
}

INSTANTIATE_TEST_SUITE_P(documented, CloudflareCode,
                         testing::Values(CodeCase{403, 9109, Reason::auth}, CodeCase{400, 6003, Reason::auth},
                                         CodeCase{401, 10000, Reason::auth}, CodeCase{403, 10000, Reason::auth},
                                         CodeCase{400, 9106, Reason::auth}, CodeCase{400, 9103, Reason::auth},
                                         CodeCase{404, 7003, Reason::not_found}, CodeCase{400, 7000, Reason::not_found},
                                         CodeCase{404, 81044, Reason::not_found},
                                         CodeCase{400, 81057, Reason::conflict}, CodeCase{400, 81053, Reason::conflict},
                                         CodeCase{400, 81054, Reason::conflict}, CodeCase{400, 9005, Reason::rejected},
                                         CodeCase{400, 9021, Reason::rejected}, CodeCase{400, 9041, Reason::rejected},
                                         CodeCase{400, 9000, Reason::rejected}, CodeCase{400, 9009, Reason::rejected},
                                         CodeCase{400, 9015, Reason::rejected}, CodeCase{400, 83011, Reason::rejected},
                                         CodeCase{400, 4711, Reason::rejected}, CodeCase{403, 4711, Reason::auth},
                                         CodeCase{200, 4711, Reason::rejected}),
                         [](const auto& made) { return cat("s", made.param.status, "_c", made.param.code); });

TEST(Cloudflare, looks_into_the_chain_of_a_wrapping_error) {
  const auto body =
      json{{"success", false},
           {"errors",
            {{{"code", 1004},
              {"message", "DNS Validation Error"},
              {"error_chain", {{{"code", 4711}, {"message", "?"}}, {{"code", 9041}, {"message", "no"}}}}}}}};
  const auto error = error_of(answer(400, body.dump()));
  EXPECT_EQ(error.reason, Reason::rejected);
  EXPECT_EQ(error.service_code, "9041");
}

TEST(Cloudflare, has_no_certainty_after_a_gateway_error) {
  for (const int status : {500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526}) {
    const auto error = error_of(answer(status, "<html>cloudflare</html>"));
    EXPECT_EQ(error.reason, Reason::http_5xx) << status;
    EXPECT_EQ(error.effect, Effect::unknown) << status;
  }
}

TEST(Cloudflare, waits_five_minutes_when_nobody_says_how_long) {
  EXPECT_EQ(error_of(answer(429, "")).retry_after, std::chrono::seconds{300});
  EXPECT_EQ(error_of(answer(429, "", {{"Retry-After", "7"}})).retry_after, std::chrono::seconds{7});
  EXPECT_EQ(error_of(answer(429, refusal(10000))).reason, Reason::rate_limited) << "the status says more than the code";
}

TEST(Cloudflare, shows_the_service_words_on_one_short_line) {
  const auto error = error_of(answer(400, refusal(9000, "first\nsecond\x01 " + std::string(5000, 'x'))));
  EXPECT_THAT(error.message, HasSubstr("first second"));
  EXPECT_LT(error.message.size(), 500U);
}

TEST(Cloudflare, says_auth_and_not_success_when_a_200_says_no) {
  EXPECT_EQ(error_of(answer(200, refusal(9109))).reason, Reason::auth);
}

TEST(Cloudflare, refuses_an_operation_of_another_grain) {
  FakeService service([](const http::Request&) { return answer(500, ""); });
  const plan::ReplaceSet replace{.key = {name("home.example.com"), RecordType::a}, .after = {ip("192.0.2.1")}};
  for (const std::size_t count : {1U, 2U}) {
    const plan::Unit unit{.zone = kZone, .operations = std::vector<plan::Operation>(count, replace), .atomic = true};
    const auto outcome = make()->apply(unit, service.call());
    ASSERT_THAT(outcome, SizeIs(count));
    EXPECT_EQ(outcome[0].error().reason, Reason::internal);
  }
  EXPECT_THAT(service.requests(), IsEmpty());
}

TEST(Cloudflare, tells_of_a_record_it_cannot_read_instead_of_doubling_it) {
  FakeService service([](const http::Request&) {
    return answer(200, R"({"success":true,"result":[{"id":"1","type":"A","name":"home.example.com","content":"?"}]})");
  });
  const auto state = make()->read({kZone, {{name("home.example.com"), RecordType::a}}}, service.call());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::malformed);
}

TEST(Cloudflare, reports_a_read_only_record_as_an_obstacle) {
  FakeService service([](const http::Request&) {
    return answer(200, R"({"success":true,"result":[{"id":"1","type":"AAAA","name":"home.example.com",
                           "content":"100::","meta":{"read_only":true}}]})");
  });
  const std::vector<RecordKey> keys = {{name("home.example.com"), RecordType::a},
                                       {name("home.example.com"), RecordType::aaaa}};
  const auto state = make()->read({kZone, keys}, service.call());
  ASSERT_TRUE(state);
  EXPECT_THAT(state->records, SizeIs(1)) << "it may be right as it stands";
  ASSERT_THAT(state->obstacles, SizeIs(1));
  EXPECT_EQ(state->obstacles[0].key, keys[1]);
}

/// A zone that pages, takes batches and refuses what the API would refuse.
class Zone {
 public:
  explicit Zone(int largest_page) : largest_page_(largest_page) {}

  void put(const std::string& at, const std::string& content) {
    const auto id = cat("r", next_++);
    records_[id] = {{"id", id}, {"type", "A"}, {"name", at}, {"content", content}, {"ttl", 1}, {"proxied", false}};
  }
  [[nodiscard]] std::size_t count(const std::string& content) const {
    return static_cast<std::size_t>(std::count_if(records_.begin(), records_.end(),
                                                  [&](const auto& one) { return one.second["content"] == content; }));
  }
  [[nodiscard]] std::size_t size() const { return records_.size(); }

  Result<http::Response> handle(const http::Request& request) {
    if (request.url.path == "/client/v4/zones")
      return answer(200, page_of({{{"id", "z1"}, {"name", "example.com"}}}, 1, 1));
    if (request.url.path.ends_with("/batch")) return batch(json::parse(request.body));
    return list(number(request.url.query, "page="), number(request.url.query, "per_page="));
  }

 private:
  static int number(const std::string& query, const std::string& field) {
    const auto at = ("&" + query).find("&" + field);
    return at == std::string::npos ? 1 : std::stoi(query.substr(at + field.size()));
  }
  static std::string page_of(const json& result, std::size_t page, std::size_t pages) {
    return json{{"success", true}, {"result", result}, {"result_info", {{"page", page}, {"total_pages", pages}}}}
        .dump();
  }
  Result<http::Response> list(int page, int per_page) {
    const auto size = static_cast<std::size_t>(std::min(per_page, largest_page_));
    const auto pages = (records_.size() + size - 1) / size;
    json result = json::array();
    std::size_t at = 0;
    for (const auto& [id, record] : records_) {
      if (at++ / size == static_cast<std::size_t>(page) - 1) result.push_back(record);
    }
    return answer(200, page_of(result, static_cast<std::size_t>(page), pages));
  }
  Result<http::Response> batch(const json& body) {
    std::size_t operations = 0;
    for (const auto& [list, items] : body.items()) operations += items.size();
    if (operations > 200) return answer(400, refusal(9000, "too many"));
    json result = {{"posts", json::array()}, {"patches", json::array()}};
    for (const auto& one : body.value("deletes", json::array())) records_.erase(one["id"].get<std::string>());
    for (const auto& one : body.value("patches", json::array())) {
      records_[one["id"].get<std::string>()]["content"] = one["content"];
      result["patches"].push_back({{"id", one["id"]}});
    }
    for (const auto& one : body.value("posts", json::array())) {
      put(one["name"], one["content"]);
      result["posts"].push_back({{"id", cat("r", next_ - 1)}});
    }
    return answer(200, json{{"success", true}, {"result", result}}.dump());
  }

  int largest_page_;
  int next_ = 1;
  std::map<std::string, json> records_;
};

std::vector<plan::DesiredSet> thousand(const std::string& address) {
  std::vector<plan::DesiredSet> sets;
  for (int i = 0; i < 1000; ++i)
    sets.push_back({.key = {name(cat("h", i, ".example.com")), RecordType::a}, .addresses = {ip(address)}});
  return sets;
}

/// find_zones, read, plan, lower, apply; the number of failures.
int publish(const provider::Provider& provider, FakeService& service, const std::vector<plan::DesiredSet>& sets) {
  std::vector<DomainName> names;
  provider::ReadScope scope;
  for (const auto& set : sets) {
    names.push_back(set.key.name);
    scope.keys.push_back(set.key);
  }
  scope.zone = provider.find_zones(names, service.call()).value().at(0);
  const auto plan = plan::make_plan(sets, provider.read(scope, service.call()).value());
  int failures = 0;
  for (const auto& unit : plan::lower(plan, provider.capabilities())) {
    const auto outcome = provider.apply(unit, service.call());
    failures += static_cast<int>(std::count_if(outcome.begin(), outcome.end(), [](const auto& one) { return !one; }));
  }
  return failures;
}

TEST(Cloudflare, changes_a_thousand_records_in_eight_calls_or_fewer) {
  Zone zone(5'000'000);
  for (int i = 0; i < 1000; ++i) zone.put(cat("h", i, ".example.com"), "192.0.2.1");
  for (int i = 0; i < 200; ++i) zone.put(cat("foreign", i, ".example.com"), "192.0.2.1");
  FakeService service([&](const http::Request& request) { return zone.handle(request); });
  EXPECT_EQ(publish(*make(), service, thousand("192.0.2.2")), 0);
  EXPECT_EQ(zone.count("192.0.2.2"), 1000U);
  EXPECT_EQ(zone.count("192.0.2.1"), 200U) << "nobody named these";
  EXPECT_LE(service.requests().size(), 8U);
}

TEST(Cloudflare, creates_a_thousand_records_in_eight_calls_or_fewer) {
  Zone zone(5'000'000);
  FakeService service([&](const http::Request& request) { return zone.handle(request); });
  EXPECT_EQ(publish(*make(), service, thousand("192.0.2.2")), 0);
  EXPECT_EQ(zone.count("192.0.2.2"), 1000U);
  EXPECT_LE(service.requests().size(), 8U);
}

TEST(Cloudflare, reads_to_the_end_when_the_service_gives_smaller_pages) {
  Zone zone(100);
  for (int i = 0; i < 1000; ++i) zone.put(cat("h", i, ".example.com"), "192.0.2.2");
  FakeService service([&](const http::Request& request) { return zone.handle(request); });
  EXPECT_EQ(publish(*make(), service, thousand("192.0.2.2")), 0);
  EXPECT_EQ(zone.size(), 1000U) << "an unread record would have been created a second time";
  EXPECT_THAT(service.requests(), SizeIs(1 + 10));
}

}  // namespace
}  // namespace ddns::providers
