#include <utility>

#include "contract/conformance.h"
#include "ddns/core/text.h"

// Source: the Callback of ddns-go (its variables, methods and content types) and what this program adds: escaping,
// secrets, and rules for answers.
namespace ddns::contract {

namespace {

using test::Reply;
using Map = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kToken = "canary+Token&7";

plan::UpdateHost both() {
  return {.name = name("home.example.com"), .ipv4 = ip("192.0.2.1"), .ipv6 = ip("2001:db8::1")};
}
plan::Unit unit(plan::UpdateHost update) {
  auto at = update.name;
  return {.zone = {std::move(at)}, .operations = {std::move(update)}};
}
plan::Unit v4() { return unit({.name = name("home.example.com"), .ipv4 = ip("192.0.2.1")}); }
plan::Unit v6() { return unit({.name = name("home.example.com"), .ipv6 = ip("2001:db8::1")}); }

Expectation ok(bool unchanged = false) { return Outcomes{provider::Ack{.unchanged = unchanged}}; }

Step get(std::string target, Reply reply) {
  return {.target = std::move(target), .reply = std::move(reply), .writes = true};
}
Step plain(Reply reply) {
  return get("/update?name=home.example.com&ip=192.0.2.1&key=canary%2BToken%267", std::move(reply));
}
Reply good() { return Reply::json(200, R"({"status":"ok","id":7})"); }

Scenario answered(Case which, Reply reply, Expectation expected, std::string note = {}, Settings settings = {}) {
  return {.which = which,
          .action = v4(),
          .steps = {plain(std::move(reply))},
          .expected = std::move(expected),
          .settings = std::move(settings),
          .note = std::move(note)};
}

std::vector<Scenario> requests() {
  return {
      answered(Case::create_a, good(), ok()),
      {.which = Case::create_aaaa,
       .action = v6(),
       .steps = {get("/update?name=home.example.com&ip=2001%3Adb8%3A%3A1&key=canary%2BToken%267", good())},
       .expected = ok()},
      {.which = Case::create_aaaa,
       .action = v6(),
       .steps = {get("/update?ip=2001:db8::1", good())},
       .expected = ok(),
       .settings = {{"url", "{endpoint}/update?ip=#{ip}"}, {"escape", "none"}},
       .note = "without escaping, as ddns-go"},
      {.which = Case::update,
       .action = unit(both()),
       .steps = {{.method = "POST",
                  .target = "/v1/home/example.com",
                  .headers = {{"Content-Type", "application/json"}, {"X-Token", std::string(kToken)}},
                  .json = R"({"a":"192.0.2.1","aaaa":"2001:db8::1","type":"A","ttl":600,"at":1767323045,
                              "name":"home.example.com","again":"home.example.com","left":"#{nobody}"})",
                  .reply = good(),
                  .writes = true}},
       .expected = ok(),
       .settings = {{"url", "{endpoint}/v1/#{host}/#{zone}"},
                    {"headers", Map{{"X-Token", "#{secret:token}"}}},
                    {"together", "true"},
                    {"body", R"({"a":"#{ipv4Addr}","aaaa":"#{ipv6Addr}","type":"#{recordType}","ttl":#{ttl},)"
                             R"("at":#{timestamp},"name":"#{domain}","again":"#{domain}","left":"#{nobody}"})"}},
       .note = "a JSON body, both families, a variable that nobody knows"},
  };
}

std::vector<Scenario> bodies() {
  return {
      {.which = Case::keeps_attributes,
       .action = unit({.name = name("example.com"),
                       .ipv4 = ip("192.0.2.2"),
                       .attributes = {.ttl = std::chrono::seconds{60}, .extra = {{"note", "a \"b\" & c"}}},
                       .old_ipv4 = ip("192.0.2.1")}),
       .steps = {{.method = "PUT",
                  .target = "/x",
                  .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                              {"Authorization", "Basic dXNlcjpjYW5hcnktcGFzc3dvcmQ="}},
                  .body = "host=%40&old=192.0.2.1&new=192.0.2.2&ttl=60&note=a%20%22b%22%20%26%20c",
                  .reply = {.status = 204},
                  .writes = true}},
       .expected = ok(),
       .settings = {{"url", "{endpoint}/x"},
                    {"method", "PUT"},
                    {"username", "user"},
                    {"password", "canary-password"},
                    {"success_json", Map{}},
                    {"body", "host=#{host}&old=#{oldIp}&new=#{ipv4}&ttl=#{ttl}&note=#{note}"}},
       .note = "a form body, the record's extra, the zone itself"},
      {.which = Case::keeps_attributes,
       .action = unit({.name = name("home.example.com"),
                       .ipv4 = ip("192.0.2.1"),
                       .attributes = {.extra = {{"ip", "203.0.113.9"}, {"q", "say \"hi\"\n"}}}}),
       .steps = {{.method = "POST",
                  .target = "/j",
                  .headers = {{"Content-Type", "application/json"}},
                  .body = R"({"ip": "192.0.2.1", "q": "say \"hi\"\n"})",
                  .reply = good(),
                  .writes = true}},
       .expected = ok(),
       .settings = {{"url", "{endpoint}/j"}, {"body", R"({"ip": "#{ip}", "q": "#{q}"})"}},
       .note = "an extra attribute hides no variable, and is escaped in JSON"},
  };
}

std::vector<Scenario> answers() {
  const auto limited = [](const char* wait) {
    auto reply = Reply::text(429, "slow down");
    if (wait != nullptr) reply.headers.emplace_back("Retry-After", wait);
    return reply;
  };
  const auto wait = [](int seconds) {
    return Failure{.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{seconds}};
  };
  return {
      answered(Case::update, Reply::json(200, R"({"status":"same"})"), ok(true), "unchanged",
               {{"unchanged_body", "\"same\""}}),
      answered(Case::update, Reply::json(409, R"({"error":"already set"})"), ok(true), "unchanged, told as an error",
               {{"unchanged_body", "already set"}}),
      answered(Case::update, Reply::text(200, "x\nall good\ny"), ok(), "a line that fits",
               {{"success_body", "^all good$"}, {"success_json", Map{}}}),
      answered(Case::auth_failure, Reply::text(401, ""),
               Failure{.reason = Reason::auth, .mentions = "home.example.com"}),
      answered(Case::auth_failure, Reply::text(200, "wrong key"), Failure{.reason = Reason::auth}, "told in a 200",
               {{"auth_body", "wrong key"}}),
      answered(Case::not_found, Reply::text(404, ""), Failure{.reason = Reason::http_4xx, .mentions = "404"}),
      answered(Case::not_found, Reply::text(302, ""), Failure{.reason = Reason::malformed, .mentions = "302"}),
      answered(Case::not_found, Reply::text(200, "no such host"),
               Failure{.reason = Reason::malformed, .effect = Effect::unknown, .mentions = "success_json"}),
      answered(Case::rate_limited, limited("120"), wait(120)),
      answered(Case::rate_limited, limited("Fri, 02 Jan 2026 03:05:05 GMT"), wait(60), "told as a date"),
      answered(Case::rate_limited, limited(nullptr), wait(600), "without a time"),
      answered(Case::rate_limited, Reply::text(200, "too many requests"), wait(30), "told in a 200",
               {{"throttle_body", "too many"}, {"throttle_wait", "30s"}}),
  };
}

}  // namespace

std::vector<ScenarioSet> custom_scenarios() {
  const std::string blind = "nothing can be read";
  ScenarioSet set{.id = "custom",
                  .settings = {{"url", "{endpoint}/update?name=#{domain}&ip=#{ip}&key=#{secret:token}"},
                               {"secrets", Map{{"token", std::string(kToken)}}},
                               {"success_json", Map{{"/status", "ok"}}}},
                  .skipped = {{Case::find_zone, blind},
                              {Case::read_empty, blind},
                              {Case::read_existing, blind},
                              {Case::read_pages, blind},
                              {Case::two_values, "a host has one address of a family"},
                              {Case::remove, "there is no template for removing"},
                              {Case::batch, "one record a call"},
                              {Case::conflict, "a call replaces whatever stands"}},
                  .capabilities_differ = "the templates tell what a record's `extra` may hold"};
  for (auto part : {requests(), bodies(), answers()})
    set.scenarios.insert(set.scenarios.end(), part.begin(), part.end());
  return {set};
}

}  // namespace ddns::contract
