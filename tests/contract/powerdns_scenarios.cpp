#include "contract/conformance.h"
#include "ddns/core/text.h"

// Source: bodies and statuses of pdns_server 4.7.3 (see also tests/integration/powerdns).
namespace ddns::contract {

namespace {

using test::Pairs;
using test::Reply;

constexpr std::string_view kKey = "pdns-canary-Key9_MustNotShow";
constexpr std::string_view kServer = "/api/v1/servers/localhost";
const std::string kZonePath = cat(kServer, "/zones/example.com.");

Pairs auth() { return {{"X-API-Key", std::string(kKey)}}; }
Pairs auth_json() { return {{"X-API-Key", std::string(kKey)}, {"Content-Type", "application/json"}}; }

plan::ZoneRef zone() { return {name("example.com"), "example.com."}; }

std::string rrset(std::string_view owner, std::string_view type, std::string_view content, int ttl = 60,
                  std::string_view more = "") {
  return cat(R"({"comments":[{"account":"","content":"by hand","modified_at":1}],"name":")", owner, R"(","records":[)",
             content.empty() ? "" : R"({"content":")", content, content.empty() ? "" : R"(","disabled":false})", more,
             R"(],"ttl":)", ttl, R"(,"type":")", type, R"("})");
}
std::string zone_head(std::string_view zone_name, std::string_view kind) {
  return cat(R"({"account":"","catalog":"","dnssec":false,"edited_serial":2026010210,"id":")", zone_name,
             R"(.","kind":")", kind, R"(","last_check":0,"masters":[],"name":")", zone_name,
             R"(.","notified_serial":0,"serial":2026010210,)", R"("url":"/api/v1/servers/localhost/zones/)", zone_name,
             R"(.")");
}
Reply zone_answer(std::string_view rrsets, std::string_view kind = "Native") {
  return Reply::json(200, cat(zone_head("example.com", kind), R"(,"rrsets":[)", rrsets, "]}"));
}
Reply no_content() { return {.status = 204}; }
Reply error(int status, std::string_view words) { return Reply::json(status, cat(R"({"error": ")", words, R"("})")); }

plan::RemoteRecord remote(RecordType type, std::string_view address, int ttl = 60,
                          std::string_view at = "www.example.com") {
  return {.key = key(at, type), .address = ip(address), .attributes = {.ttl = std::chrono::seconds(ttl)}};
}

plan::ReplaceSet set_to(RecordType type, AddressSet after, Attributes wanted = {}, Attributes current = {},
                        std::string_view at = "www.example.com") {
  return {.key = key(at, type),
          .before = AddressSet{},
          .after = std::move(after),
          .attributes = std::move(wanted),
          .current = std::move(current)};
}
plan::Unit unit(std::vector<plan::Operation> operations) {
  return {.zone = zone(), .operations = std::move(operations), .atomic = true};
}
Attributes ttl(int seconds) { return {.ttl = std::chrono::seconds(seconds)}; }

Step patch(std::string json, Reply reply) {
  return {.method = "PATCH",
          .target = kZonePath,
          .headers = auth_json(),
          .json = std::move(json),
          .reply = std::move(reply)};
}
const std::string kCreateA = R"({"rrsets":[{"name":"www.example.com.","type":"A","ttl":60,"changetype":"REPLACE",
                                            "records":[{"content":"192.0.2.10","disabled":false}]}]})";
plan::Unit create_a() { return unit({set_to(RecordType::a, {ip("192.0.2.10")}, ttl(60))}); }

Step read_step(Reply reply) {
  return {.target = kZonePath + "?rrset_name=www.example.com.", .headers = auth(), .reply = std::move(reply)};
}
provider::ReadScope www() { return both_of("www.example.com", zone()); }

std::vector<Scenario> finding() {
  const auto ask = [](std::string_view zone_name, std::string body) {
    return Step{.target = cat(kServer, "/zones?zone=", zone_name, '.'),
                .headers = auth(),
                .reply = Reply::json(200, std::move(body))};
  };
  const auto found = cat('[', zone_head("example.com", "Native"), "}]");
  return {
      {.which = Case::find_zone,
       .action = FindZones{{name("a.b.example.com")}},
       .steps = {ask("a.b.example.com", "[]"), ask("b.example.com", "[]"), ask("example.com", found)},
       .expected = std::vector{zone()}},
      {.which = Case::find_zone,
       .action = FindZones{{name("*.example.com"), name("example.com"), name("nas.lan")}},
       .steps = {ask("example.com", found), ask("nas.lan", "[]"), ask("lan", "[]")},
       .expected = std::vector{zone()},
       .note = "a wildcard, a zone found before, and no zone at all"},
      {.which = Case::find_zone,
       .action = FindZones{{name("a.example.com"), name("b.example.com"), name("c.example.com"), name("d.example.com"),
                            name("e.example.org")}},
       .steps = {{.target = cat(kServer, "/zones"),
                  .headers = auth(),
                  .reply = Reply::json(200, cat('[', zone_head("example.com", "Native"), "},",
                                                zone_head("example.org", "Master"), "}]"))}},
       .expected = std::vector<plan::ZoneRef>{zone(), {name("example.org"), "example.org."}},
       .note = "many names"},
  };
}

std::vector<Scenario> reading() {
  const std::string cname = "a CNAME to example.net. stands at this name";
  const std::string copy = "this server only has a copy of the zone; changes belong on its primary";
  std::vector<RecordKey> many{key("a.example.com", RecordType::a)};
  for (int i = 1; i <= 50; ++i) many.push_back(key(cat("h", i, ".example.com"), RecordType::a));
  return {
      {.which = Case::read_empty,
       .action = www(),
       .steps = {read_step(zone_answer(""))},
       .expected = plan::ZoneState{.zone = zone()}},
      {.which = Case::read_empty,
       .action = www(),
       .steps = {read_step(zone_answer(rrset("www.example.com.", "A", "")))},
       .expected = plan::ZoneState{.zone = zone()},
       .note = "a set that has comments only"},
      {.which = Case::read_existing,
       .action = www(),
       .steps = {read_step(zone_answer(
           cat(rrset("www.example.com.", "A", "192.0.2.10", 60, R"(,{"content":"192.0.2.11","disabled":true})"), ',',
               rrset("www.example.com.", "AAAA", "2001:db8::1", 300), ',', rrset("www.example.com.", "TXT", "x"))))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(RecordType::a, "192.0.2.10"),
                                               remote(RecordType::aaaa, "2001:db8::1", 300)}},
       .note = "disabled records are not there"},
      {.which = Case::read_existing,
       .action = provider::ReadScope{{name("example.com"), ""}, {key("www.example.com", RecordType::a)}},
       .steps = {read_step(zone_answer(
           cat(rrset("www.example.com.", "A", "192.0.2.10"), ',', rrset("other.example.com.", "A", "192.0.2.99"))))},
       .expected = plan::ZoneState{.zone = zone(), .records = {remote(RecordType::a, "192.0.2.10")}},
       .note = "a stated zone, and a server that ignores the filter"},
      {.which = Case::read_existing,
       .action = www(),
       .steps = {read_step(zone_answer(rrset("www.example.com.", "CNAME", "example.net.")))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .obstacles = {{key("www.example.com", RecordType::a), cname},
                                                 {key("www.example.com", RecordType::aaaa), cname}}},
       .note = "a CNAME in the way"},
      {.which = Case::read_existing,
       .action = provider::ReadScope{zone(), {key("www.example.com", RecordType::a)}},
       .steps = {read_step(zone_answer(rrset("www.example.com.", "A", "192.0.2.10"), "Slave"))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(RecordType::a, "192.0.2.10")},
                                   .obstacles = {{key("www.example.com", RecordType::a), copy}}},
       .note = "a secondary"},
      {.which = Case::read_existing,
       .action = provider::ReadScope{zone(), many},
       .steps = {{.target = kZonePath,
                  .headers = auth(),
                  .reply = zone_answer(
                      cat(rrset("a.example.com.", "A", "192.0.2.1"), ',', rrset("x.example.com.", "A", "192.0.2.9")))}},
       .expected =
           plan::ZoneState{.zone = zone(), .records = {remote(RecordType::a, "192.0.2.1", 60, "a.example.com")}},
       .note = "many names: the whole zone at once"},
  };
}

std::vector<Scenario> writing() {
  return {
      {.which = Case::create_a,
       .action = create_a(),
       .steps = {patch(kCreateA, no_content())},
       .expected = Outcomes{provider::Ack{}}},
      {.which = Case::create_aaaa,
       .action = unit({set_to(RecordType::aaaa, {ip("2001:db8::1")})}),
       .steps = {patch(R"({"rrsets":[{"name":"www.example.com.","type":"AAAA","ttl":300,"changetype":"REPLACE",
                                      "records":[{"content":"2001:db8::1","disabled":false}]}]})",
                       no_content())},
       .expected = Outcomes{provider::Ack{}},
       .note = "nobody says a TTL"},
      {.which = Case::update,
       .action = create_a(),
       .steps = {patch(kCreateA, Reply::json(200, "{}"))},
       .expected = Outcomes{provider::Ack{}},
       .note = "an old server answers with the zone"},
      {.which = Case::keeps_attributes,
       .action = unit({set_to(RecordType::a, {ip("192.0.2.10")}, {}, ttl(60))}),
       .steps = {patch(kCreateA, no_content())},
       .expected = Outcomes{provider::Ack{}},
       .note = "the TTL that stands is sent again, and no comments"},
      {.which = Case::two_values,
       .action = unit({set_to(RecordType::a, {ip("192.0.2.10"), ip("192.0.2.9")}, ttl(60))}),
       .steps = {patch(R"({"rrsets":[{"name":"www.example.com.","type":"A","ttl":60,"changetype":"REPLACE","records":[
                           {"content":"192.0.2.9","disabled":false},{"content":"192.0.2.10","disabled":false}]}]})",
                       no_content())},
       .expected = Outcomes{provider::Ack{}}},
      {.which = Case::remove,
       .action = unit({set_to(RecordType::a, {})}),
       .steps = {patch(R"({"rrsets":[{"name":"www.example.com.","type":"A","changetype":"DELETE"}]})", no_content())},
       .expected = Outcomes{provider::Ack{}}},
      {.which = Case::batch,
       .action = unit({set_to(RecordType::a, {ip("192.0.2.10")}, ttl(60)), set_to(RecordType::aaaa, {}),
                       set_to(RecordType::a, {ip("192.0.2.1")}, ttl(120), {}, "*.example.com")}),
       .steps = {patch(R"({"rrsets":[{"name":"www.example.com.","type":"A","ttl":60,"changetype":"REPLACE",
                                      "records":[{"content":"192.0.2.10","disabled":false}]},
                                     {"name":"www.example.com.","type":"AAAA","changetype":"DELETE"},
                                     {"name":"*.example.com.","type":"A","ttl":120,"changetype":"REPLACE",
                                      "records":[{"content":"192.0.2.1","disabled":false}]}]})",
                       no_content())},
       .expected = Outcomes{provider::Ack{}, provider::Ack{}, provider::Ack{}}},
  };
}

Scenario create_fails(Case which, Reply reply, Failure failure, std::string note = {}) {
  return fails(which, create_a(), patch(kCreateA, std::move(reply)), std::move(failure), std::move(note));
}

std::vector<Scenario> failing() {
  Reply unauthorized = Reply::text(401, "Unauthorized");
  unauthorized.headers.emplace_back("WWW-Authenticate", R"(X-API-Key realm="PowerDNS")");
  Reply limited = Reply::text(429, "slow down");
  limited.headers.emplace_back("Retry-After", "17");
  return {
      create_fails(Case::auth_failure, unauthorized, {.reason = Reason::auth, .mentions = "api_key"}),
      {.which = Case::auth_failure,
       .action = www(),
       .steps = {read_step(unauthorized)},
       .expected = Failure{.reason = Reason::auth, .mentions = "webserver-allow-from"}},
      create_fails(Case::not_found, Reply::text(404, "Not Found"),
                   {.reason = Reason::not_found, .mentions = "server_id"}),
      create_fails(Case::not_found, error(422, "Could not find domain 'example.com.'"), {.reason = Reason::not_found},
                   "before 4.2"),
      {.which = Case::not_found,
       .action = www(),
       .steps = {read_step(Reply::text(404, "Not Found"))},
       .expected = Failure{.reason = Reason::not_found}},
      create_fails(Case::conflict, error(422, "RRset www.example.com. IN A: Conflicts with pre-existing RRset"),
                   {.reason = Reason::conflict, .mentions = "pre-existing"}),
      create_fails(Case::conflict, error(422, "RRset www.example.net. IN A: Name is out of zone"),
                   {.reason = Reason::rejected, .mentions = "out of zone"}, "a refusal of another kind"),
      create_fails(Case::conflict, Reply::text(400, "Bad Request"), {.reason = Reason::rejected}, "without JSON"),
      create_fails(Case::rate_limited, limited,
                   {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{17}}, "a proxy in front"),
      create_fails(Case::server_error, error(500, "GSQLBackend: database is locked"),
                   {.reason = Reason::http_5xx, .effect = Effect::unknown, .mentions = "locked"}),
      create_fails(Case::server_error, {.status = 502, .headers = {{"Content-Type", "text/html"}}, .body = "<html>"},
                   {.reason = Reason::http_5xx, .effect = Effect::unknown}),
      {.which = Case::server_error,
       .action = www(),
       .steps = {read_step(error(500, "GSQLBackend: database is locked"))},
       .expected = Failure{.reason = Reason::http_5xx}},
  };
}

}  // namespace

std::vector<ScenarioSet> powerdns_scenarios() {
  ScenarioSet set{.id = "powerdns",
                  .settings = {{"api_key", std::string(kKey)}},
                  .skipped = {{Case::read_pages, "the API has no pages"}}};
  set.refusal = Refusal{.reply = [](const std::string& words) { return error(422, in_json(words)); },
                        .failure = {.reason = Reason::rejected, .mentions = "cannot do this"}};
  for (auto part : {finding(), reading(), writing(), failing()})
    set.scenarios.insert(set.scenarios.end(), part.begin(), part.end());
  return {set};
}

}  // namespace ddns::contract
