#include <utility>

#include "contract/conformance.h"
#include "ddns/core/text.h"

// Source: Cloudflare's OpenAPI description and API pages, and answers seen on the wire (envelope, codes, zone list).
namespace ddns::contract {

namespace {

using test::Pairs;
using test::Reply;

constexpr std::string_view kToken = "cf-canary-Zq7_TokenThatMustNotShow";
const std::string kZoneId = "0123456789abcdef0123456789abcdef";
const std::string kId1 = "aaaabbbbccccddddaaaabbbbccccdddd";
const std::string kId2 = "bbbbccccddddeeeebbbbccccddddeeee";
const std::string kRecords = "/client/v4/zones/" + kZoneId + "/dns_records";
const std::string kByName = kRecords + "?name=home.example.com&page=1&per_page=5000";

Pairs auth() { return {{"Authorization", cat("Bearer ", kToken)}}; }
Pairs auth_json() { return {{"Authorization", cat("Bearer ", kToken)}, {"Content-Type", "application/json"}}; }

plan::ZoneRef zone() { return {name("example.com"), kZoneId}; }

std::string zone_json(std::string_view zone_name, std::string_view id, std::string_view status = "active") {
  return cat(R"({"id":")", id, R"(","name":")", zone_name, R"(","status":")", status,
             R"(","paused":false,"type":"full","account":{"id":"ffffffffffffffffffffffffffffffff","name":"Home"}})");
}

std::string record_json(std::string_view id, std::string_view type, std::string_view content, int ttl = 1,
                        bool proxied = false, std::string_view comment = "null",
                        std::string_view record_name = "home.example.com") {
  return cat(R"({"id":")", id, R"(","name":")", record_name, R"(","type":")", type, R"(","content":")", content,
             R"(","ttl":)", ttl, R"(,"proxied":)", proxied ? "true" : "false", R"(,"proxiable":true,"comment":)",
             comment, R"(,"tags":["owner:net"],"settings":{},"meta":{},"created_on":"2026-01-02T03:04:05.000000Z",)",
             R"("modified_on":"2026-01-02T03:04:05.000000Z"})");
}

Reply list(std::string_view items, int page = 1, int pages = 1) {
  return Reply::json(
      200, cat(R"({"success":true,"errors":[],"messages":[],"result":[)", items, R"(],"result_info":{"page":)", page,
               R"(,"per_page":100,"count":1,"total_count":1,)", R"("total_pages":)", pages, "}}"));
}
Reply result(std::string_view json) {
  return Reply::json(200,
                     cat(R"({"success":true,"errors":[],"messages":[{"code":1,"message":"x"}],"result":)", json, "}"));
}
Reply error(int status, int code, std::string_view message, std::string_view chain = "") {
  return Reply::json(
      status, cat(R"({"result":null,"success":false,"errors":[{"code":)", code, R"(,"message":")", message, '"',
                  chain.empty() ? "" : R"(,"error_chain":[)", chain, chain.empty() ? "" : "]", R"(}],"messages":[]})"));
}

plan::RemoteRecord remote(const std::string& id, RecordType type, std::string_view address, int ttl = 1,
                          bool proxied = false, std::string comment = "", std::string_view at = "home.example.com") {
  return {.key = key(at, type),
          .address = ip(address),
          .id = id,
          .attributes = {.ttl = std::chrono::seconds(ttl), .proxied = proxied, .comment = std::move(comment)}};
}

plan::Unit unit(std::vector<plan::Operation> operations) {
  return {.zone = zone(), .operations = std::move(operations), .atomic = true};
}
plan::Unit create_a() { return unit({plan::CreateRecord{key("home.example.com", RecordType::a), ip("192.0.2.1")}}); }

Step create_step(Reply reply) {
  return {.method = "POST",
          .target = kRecords,
          .headers = auth_json(),
          .json = R"({"type":"A","name":"home.example.com","content":"192.0.2.1","ttl":1})",
          .reply = std::move(reply)};
}
Step update_step(Reply reply) {
  return {.method = "PATCH",
          .target = kRecords + "/" + kId1,
          .headers = auth_json(),
          .json = R"({"content":"192.0.2.2"})",
          .reply = std::move(reply)};
}
plan::Unit update_a() { return unit({plan::UpdateRecord{remote(kId1, RecordType::a, "192.0.2.1"), ip("192.0.2.2")}}); }
Step read_step(Reply reply) { return {.target = kByName, .headers = auth(), .reply = std::move(reply)}; }
provider::ReadScope home_scope() { return both_of("home.example.com", zone()); }
Scenario create_fails(Case which, Reply reply, Failure failure, std::string note = {}) {
  return fails(which, create_a(), create_step(std::move(reply)), std::move(failure), std::move(note));
}

std::vector<Scenario> finding() {
  const auto ask = [](std::string_view zone_name, Reply reply) {
    return Step{.target = cat("/client/v4/zones?name=", zone_name), .headers = auth(), .reply = std::move(reply)};
  };
  const std::string other = "ffff0123456789abffff0123456789ab";
  const auto page = [](int number, Reply reply) {
    return Step{
        .target = cat("/client/v4/zones?page=", number, "&per_page=50"), .headers = auth(), .reply = std::move(reply)};
  };
  const FindZones three{{name("home.example.com"), name("example.org"), name("x.y.example.net")}};
  return {
      {.which = Case::find_zone,
       .action = FindZones{{name("home.example.com")}},
       .steps = {ask("home.example.com", list("")), ask("example.com", list(zone_json("example.com", kZoneId)))},
       .expected = std::vector{zone()}},
      {.which = Case::find_zone,
       .action = FindZones{{name("*.sub.example.com"), name("home.example.com")}},
       .steps = {ask("sub.example.com", list("")), ask("example.com", list(zone_json("example.com", kZoneId))),
                 ask("home.example.com", list(""))},
       .expected = std::vector{zone()},
       .note = "a wildcard, and a zone found for the name before"},
      {.which = Case::find_zone,
       .action = FindZones{{name("home.example.com")}},
       .steps = {ask("home.example.com", list(zone_json("home.example.com", other, "deleted"))),
                 ask("example.com", list(""))},
       .expected = std::vector<plan::ZoneRef>{},
       .note = "deleted zones do not count, and no zone is no error"},
      {.which = Case::find_zone,
       .action = FindZones{{name("home.example.com")}},
       .steps = {ask("home.example.com", list(zone_json("example.org", other))),
                 ask("example.com",
                     list(cat(zone_json("example.org", other), ',', zone_json("example.com", kZoneId))))},
       .expected = std::vector{zone()},
       .note = "a gateway that ignores the filter"},
      {.which = Case::find_zone,
       .action = three,
       .steps = {page(1, list(zone_json("example.com", kZoneId), 1, 2)),
                 page(2, list(zone_json("example.org", other), 2, 2))},
       .expected = std::vector<plan::ZoneRef>{zone(), {name("example.org"), other}},
       .note = "many names list the account, page by page"},
      {.which = Case::find_zone,
       .action = FindZones{{name("example.com")}},
       .steps = {ask("example.com",
                     list(cat(zone_json("example.com", kZoneId), ',', zone_json("example.com", other))))},
       .expected = Failure{.reason = Reason::config, .mentions = "zone_id"},
       .note = "two zones of one name"},
      {.which = Case::find_zone,
       .action = three,
       .steps = {page(1, list(cat(zone_json("example.com", kZoneId), ',', zone_json("example.com", other))))},
       .expected = Failure{.reason = Reason::config, .mentions = "zone_id"},
       .note = "two zones of one name in the list"},
      {.which = Case::find_zone,
       .action = FindZones{{name("home.example.com")}},
       .steps = {{.target = cat("/client/v4/zones/", kZoneId),
                  .headers = auth(),
                  .reply = result(zone_json("example.com", kZoneId))}},
       .expected = std::vector{zone()},
       .settings = {{"zone_id", kZoneId}},
       .note = "with zone_id"},
  };
}

std::vector<Scenario> reading() {
  const std::string many = kRecords + "?page=";
  const provider::ReadScope four{zone(),
                                 {key("a.example.com", RecordType::a), key("b.example.com", RecordType::a),
                                  key("c.example.com", RecordType::a), key("d.example.com", RecordType::a)}};
  return {
      {.which = Case::read_empty,
       .action = home_scope(),
       .steps = {read_step(list(""))},
       .expected = plan::ZoneState{.zone = zone()}},
      {.which = Case::read_existing,
       .action = home_scope(),
       .steps = {read_step(
           list(cat(record_json(kId1, "A", "198.51.100.4", 1, true, R"("by hand")"), ',',
                    record_json(kId2, "AAAA", "2001:db8::4", 300), ',', record_json("f0", "TXT", "x"))))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kId1, RecordType::a, "198.51.100.4", 1, true, "by hand"),
                                               remote(kId2, RecordType::aaaa, "2001:db8::4", 300)}}},
      {.which = Case::read_existing,
       .action = provider::ReadScope{{name("example.com"), ""}, {key("home.example.com", RecordType::a)}},
       .steps = {{.target = "/client/v4/zones?name=example.com",
                  .headers = auth(),
                  .reply = list(zone_json("example.com", kZoneId))},
                 read_step(list(record_json(kId1, "A", "198.51.100.4")))},
       .expected = plan::ZoneState{.zone = zone(), .records = {remote(kId1, RecordType::a, "198.51.100.4")}},
       .note = "a stated zone without id"},
      {.which = Case::read_existing,
       .action = provider::ReadScope{{name("example.com"), ""}, {key("home.example.com", RecordType::a)}},
       .steps = {read_step(list(""))},
       .expected = plan::ZoneState{.zone = zone()},
       .settings = {{"zone_id", kZoneId}},
       .note = "a stated zone and zone_id"},
      {.which = Case::read_existing,
       .action = home_scope(),
       .steps = {read_step(list(record_json(kId1, "CNAME", "example.net")))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .obstacles = {{key("home.example.com", RecordType::a),
                                                  "a CNAME to example.net stands at this name"},
                                                 {key("home.example.com", RecordType::aaaa),
                                                  "a CNAME to example.net stands at this name"}}},
       .note = "a CNAME in the way"},
      {.which = Case::read_pages,
       .action = four,
       .steps = {{.target = many + "1&per_page=5000",
                  .headers = auth(),
                  .reply = list(cat(record_json(kId1, "A", "192.0.2.1", 60, false, "null", "a.example.com"), ',',
                                    record_json("x", "A", "192.0.2.9", 60, false, "null", "other.example.com")),
                                1, 2)},
                 {.target = many + "2&per_page=5000",
                  .headers = auth(),
                  .reply = list(record_json(kId2, "A", "192.0.2.2", 60, false, "null", "D.Example.com"), 2, 2)}},
       .expected =
           plan::ZoneState{.zone = zone(),
                           .records = {remote(kId1, RecordType::a, "192.0.2.1", 60, false, "", "a.example.com"),
                                       remote(kId2, RecordType::a, "192.0.2.2", 60, false, "", "d.example.com")}}},
  };
}

std::vector<Scenario> writing() {
  const Attributes wanted{.ttl = std::chrono::seconds{300}, .proxied = false, .comment = "by ddns"};
  return {
      {.which = Case::create_a,
       .action = create_a(),
       .steps = {create_step(result(record_json(kId1, "A", "192.0.2.1")))},
       .expected = Outcomes{provider::Ack{.id = kId1}}},
      {.which = Case::conflict,
       .action = create_a(),
       .steps = {create_step(error(400, 81058, "An identical record already exists.")),
                 read_step(list(record_json(kId1, "A", "192.0.2.1")))},
       .expected = Outcomes{provider::Ack{.id = kId1, .unchanged = true}},
       .note = "it is there already"},
      {.which = Case::conflict,
       .action = update_a(),
       .steps = {update_step(error(400, 81058, "An identical record already exists.")),
                 read_step(list(record_json(kId1, "A", "192.0.2.2")))},
       .expected = Outcomes{provider::Ack{.id = kId1, .unchanged = true}},
       .note = "the record itself has the address already"},
      {.which = Case::conflict,
       .action = update_a(),
       .steps = {update_step(error(400, 81058, "An identical record already exists.")),
                 read_step(list(cat(record_json(kId1, "A", "192.0.2.1"), ',', record_json(kId2, "A", "192.0.2.2"))))},
       .expected = Failure{.reason = Reason::conflict, .service_code = "81058"},
       .note = "another record has the address, and the one to be updated is still stale"},
      {.which = Case::create_aaaa,
       .action = unit({plan::CreateRecord{key("home.example.com", RecordType::aaaa), ip("2001:db8::1"), wanted}}),
       .steps = {{.method = "POST",
                  .target = kRecords,
                  .headers = auth_json(),
                  .json = R"({"type":"AAAA","name":"home.example.com","content":"2001:db8::1","ttl":300,"proxied":false,
                              "comment":"by ddns"})",
                  .reply = result(record_json(kId2, "AAAA", "2001:db8::1", 300))}},
       .expected = Outcomes{provider::Ack{.id = kId2}}},
      {.which = Case::update,
       .action = update_a(),
       .steps = {update_step(result(record_json(kId1, "A", "192.0.2.2")))},
       .expected = Outcomes{provider::Ack{.id = kId1}}},
      {.which = Case::keeps_attributes,
       .action = unit({plan::UpdateRecord{remote(kId1, RecordType::a, "192.0.2.1", 1, true, "by hand"),
                                          ip("192.0.2.2"),
                                          {.ttl = std::chrono::seconds{300}}}}),
       .steps = {update_step(result(record_json(kId1, "A", "192.0.2.2", 1, true)))},
       .expected = Outcomes{provider::Ack{.id = kId1}},
       .note = "proxied and comment stay, and the TTL of a proxied record is not fought"},
      {.which = Case::keeps_attributes,
       .action = unit({plan::UpdateRecord{remote(kId1, RecordType::a, "192.0.2.2", 300, true, "old"),
                                          ip("192.0.2.2"),
                                          {.ttl = std::chrono::seconds{60}, .proxied = false, .comment = ""}}}),
       .steps = {{.method = "PATCH",
                  .target = kRecords + "/" + kId1,
                  .headers = auth_json(),
                  .json = R"({"ttl":60,"proxied":false,"comment":""})",
                  .reply = result(record_json(kId1, "A", "192.0.2.2", 60))}},
       .expected = Outcomes{provider::Ack{.id = kId1}},
       .note = "only attributes change"},
      {.which = Case::two_values,
       .action = unit({plan::CreateRecord{key("home.example.com", RecordType::a), ip("192.0.2.1")},
                       plan::CreateRecord{key("home.example.com", RecordType::a), ip("192.0.2.2")}}),
       .steps = {{.method = "POST",
                  .target = kRecords + "/batch",
                  .headers = auth_json(),
                  .json = R"({"posts":[{"type":"A","name":"home.example.com","content":"192.0.2.1","ttl":1},
                                       {"type":"A","name":"home.example.com","content":"192.0.2.2","ttl":1}]})",
                  .reply = result(cat(R"({"posts":[)", record_json(kId1, "A", "192.0.2.1"), ',',
                                      record_json(kId2, "A", "192.0.2.2"), R"(],"patches":null})"))}},
       .expected = Outcomes{provider::Ack{.id = kId1}, provider::Ack{.id = kId2}}},
      {.which = Case::remove,
       .action = unit({plan::DeleteRecord{remote(kId1, RecordType::a, "192.0.2.1")}}),
       .steps = {{.method = "DELETE",
                  .target = kRecords + "/" + kId1,
                  .headers = auth(),
                  .reply = result(cat(R"({"id":")", kId1, R"("})"))}},
       .expected = Outcomes{provider::Ack{}}},
      {.which = Case::batch,
       .action = unit({plan::CreateRecord{key("new.example.com", RecordType::a), ip("192.0.2.1"), {.proxied = true}},
                       plan::UpdateRecord{remote(kId1, RecordType::a, "192.0.2.1"), ip("192.0.2.2")},
                       plan::DeleteRecord{remote(kId2, RecordType::aaaa, "2001:db8::1")}}),
       .steps = {{.method = "POST",
                  .target = kRecords + "/batch",
                  .headers = auth_json(),
                  .json = cat(R"({"deletes":[{"id":")", kId2, R"("}],"patches":[{"id":")", kId1,
                              R"(","content":"192.0.2.2"}],"posts":[{"type":"A","name":"new.example.com",)",
                              R"("content":"192.0.2.1","ttl":1,"proxied":true}]})"),
                  .reply = result(cat(R"({"deletes":[{"id":"x"}],"patches":[)", record_json(kId1, "A", "192.0.2.2"),
                                      R"(],"posts":[)", record_json("new1", "A", "192.0.2.1"), "]}"))}},
       .expected = Outcomes{provider::Ack{.id = "new1"}, provider::Ack{.id = kId1}, provider::Ack{}}},
      {.which = Case::batch,
       .action = unit({plan::CreateRecord{key("a.example.com", RecordType::a), ip("192.0.2.1")},
                       plan::DeleteRecord{remote(kId2, RecordType::aaaa, "2001:db8::1")}}),
       .steps = {{.method = "POST",
                  .target = kRecords + "/batch",
                  .headers = auth_json(),
                  .json = cat(R"({"deletes":[{"id":")", kId2,
                              R"("}],"posts":[{"type":"A","name":"a.example.com","content":"192.0.2.1","ttl":1}]})"),
                  .reply = error(400, 81058, "An identical record already exists.")}},
       .expected = Failure{.reason = Reason::conflict, .service_code = "81058"},
       .note = "one refusal undoes the whole batch, so that nothing was `unchanged`"},
  };
}

std::vector<Scenario> failing() {
  Reply limited = error(429, 971, "Please wait and consider throttling your request speed");
  limited.headers.emplace_back("Retry-After", "17");
  Reply page{.status = 429, .headers = {{"Content-Type", "text/html"}}, .body = "<html>slow down</html>"};
  return {
      create_fails(Case::auth_failure, error(403, 9109, "Invalid access token"),
                   {.reason = Reason::auth, .service_code = "9109", .mentions = "api_token"}),
      create_fails(Case::auth_failure, error(403, 10000, "Authentication error"),
                   {.reason = Reason::auth, .service_code = "10000"}),
      create_fails(Case::auth_failure,
                   error(400, 6003, "Invalid request headers",
                         R"({"code":6111,"message":"Invalid format for Authorization header"})"),
                   {.reason = Reason::auth, .service_code = "6111"}, "a malformed token"),
      {.which = Case::auth_failure,
       .action = home_scope(),
       .steps = {read_step(error(403, 9109, "Invalid access token"))},
       .expected = Failure{.reason = Reason::auth, .service_code = "9109"}},
      {.which = Case::not_found,
       .action = update_a(),
       .steps = {update_step(error(404, 81044, "Record does not exist."))},
       .expected = Failure{.reason = Reason::not_found, .service_code = "81044"}},
      {.which = Case::not_found,
       .action = home_scope(),
       .steps = {read_step(error(404, 7003, "Could not route to /zones/x"))},
       .expected = Failure{.reason = Reason::not_found, .service_code = "7003", .mentions = "zone_id"}},
      {.which = Case::not_found,
       .action = provider::ReadScope{{name("example.com"), ""}, {key("home.example.com", RecordType::a)}},
       .steps = {{.target = "/client/v4/zones?name=example.com", .headers = auth(), .reply = list("")}},
       .expected = Failure{.reason = Reason::not_found, .mentions = "example.com"},
       .note = "a stated zone that the token does not see"},
      create_fails(Case::conflict, error(400, 81057, "Record already exists."),
                   {.reason = Reason::conflict, .service_code = "81057"}),
      create_fails(Case::conflict, error(400, 81053, "An A, AAAA, or CNAME record with that host already exists."),
                   {.reason = Reason::conflict, .service_code = "81053", .mentions = "CNAME"}),
      create_fails(Case::conflict, error(400, 1004, "DNS Validation Error", R"({"code":9021,"message":"Invalid TTL"})"),
                   {.reason = Reason::rejected, .service_code = "9021", .mentions = "TTL"},
                   "the cause is in the chain"),
      create_fails(Case::conflict, error(400, 1004, "DNS Validation Error"),
                   {.reason = Reason::rejected, .service_code = "1004"}, "an unknown code goes by its status"),
      create_fails(Case::rate_limited, std::move(limited),
                   {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{17}}),
      create_fails(Case::rate_limited, std::move(page),
                   {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{300}},
                   "a page without Retry-After"),
      create_fails(Case::html_answer, Reply::json(200, R"({"ok":1})"),
                   {.reason = Reason::malformed, .effect = Effect::unknown}, "JSON of somebody else"),
      create_fails(Case::html_answer,
                   {.headers = {{"Content-Type", "text/html"}}, .body = "<html><body>Please sign in</body></html>"},
                   {.reason = Reason::malformed, .effect = Effect::unknown}),
      {.which = Case::html_answer,
       .action = home_scope(),
       .steps = {read_step(
           {.headers = {{"Content-Type", "text/html"}}, .body = "<html><body>Please sign in</body></html>"})},
       .expected = Failure{.reason = Reason::malformed}},
  };
}

}  // namespace

std::vector<ScenarioSet> cloudflare_scenarios() {
  ScenarioSet set{.id = "cloudflare", .settings = {{"api_token", std::string(kToken)}}, .base_path = "/client/v4"};
  set.refusal = Refusal{.reply = [](const std::string& words) { return error(400, 4711, in_json(words)); },
                        .failure = {.reason = Reason::rejected, .service_code = "4711", .mentions = "cannot do this"}};
  for (auto part : {finding(), reading(), writing(), failing()})
    set.scenarios.insert(set.scenarios.end(), part.begin(), part.end());
  return {set};
}

}  // namespace ddns::contract
