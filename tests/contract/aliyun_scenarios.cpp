#include <algorithm>
#include <utility>

#include "contract/conformance.h"
#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/url.h"
#include "support/exchange_script.h"

// Source: the API and signature pages of help.aliyun.com (Alidns 2015-01-09) and recorded answers. Signatures are
// worked out here again from what arrived.
namespace ddns::contract {

namespace {

using test::anything;
using test::Pairs;
using test::Reply;
using test::SeenRequest;

constexpr std::string_view kId = "LTAI5tCanaryCanary";
constexpr std::string_view kSecret = "aliyun-canary-SecretThatMustNotShow";
const std::string kRecord1 = "9999985";
const std::string kRecord2 = "812345678901234567";  // more than a double can hold

plan::ZoneRef zone() { return {name("example.com")}; }

std::string sorted_query(Pairs pairs) {
  for (auto& [field, value] : pairs) {
    field = http::percent_encode(field);
    value = http::percent_encode(value);
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [field, value] : pairs) out += cat(out.empty() ? "" : "&", field, '=', value);
  return out;
}

std::string sha256(std::string_view text) { return crypto::to_hex(crypto::digest(crypto::Hash::sha256, text)); }

/// help.aliyun.com, "V3 request body and signature mechanism".
std::string check_acs3(const SeenRequest& seen) {
  Pairs signed_fields;
  for (const auto& [field, value] : seen.headers) {
    const auto lower = to_lower(field);
    if (lower == "host" || lower == "content-type" || lower.starts_with("x-acs-"))
      signed_fields.emplace_back(lower, value);
  }
  std::sort(signed_fields.begin(), signed_fields.end());
  std::string block;
  std::string names;
  for (const auto& [field, value] : signed_fields) {
    block += cat(field, ':', value, '\n');
    names += cat(names.empty() ? "" : ";", field);
  }
  const auto canonical = cat(seen.method, '\n', seen.path, '\n', sorted_query(seen.query_pairs()), '\n', block, '\n',
                             names, '\n', sha256(seen.body));
  const auto mac =
      crypto::hmac(crypto::Hash::sha256, crypto::as_bytes(kSecret), cat("ACS3-HMAC-SHA256\n", sha256(canonical)));
  const auto expected =
      cat("ACS3-HMAC-SHA256 Credential=", kId, ",SignedHeaders=", names, ",Signature=", crypto::to_hex(mac));
  const auto nonce = seen.header("x-acs-signature-nonce").value_or("");
  if (nonce.size() != 32) return cat("the nonce is no 16 octets in hex: ", nonce);
  return seen.header("Authorization") == expected ? "" : cat("Authorization should be ", expected);
}

/// "V2" of the same pages: HMAC-SHA1 over the query without Signature.
std::string check_rpc(const SeenRequest& seen) {
  auto pairs = seen.query_pairs();
  std::string given;
  std::erase_if(pairs, [&](const auto& pair) {
    if (pair.first != "Signature") return false;
    given = pair.second;
    return true;
  });
  const auto text = cat(seen.method, "&%2F&", http::percent_encode(sorted_query(pairs)));
  const std::string key = cat(kSecret, '&');
  const auto expected = crypto::to_base64(crypto::hmac(crypto::Hash::sha1, crypto::as_bytes(key), text));
  return given == expected ? "" : cat("Signature should be ", expected);
}

bool is_write(std::string_view action) { return !action.starts_with("Describe"); }

Step step(const std::string& action, Pairs query, Reply reply) {
  return {.method = "POST",
          .target = "/",
          .query = std::move(query),
          .headers = {{"x-acs-action", action},
                      {"x-acs-version", "2015-01-09"},
                      {"x-acs-date", "2026-01-02T03:04:05Z"},
                      {"x-acs-signature-nonce", anything},
                      {"x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                      {"Authorization", anything}},
          .reply = std::move(reply),
          .check = check_acs3,
          .writes = is_write(action)};
}

std::string record_json(std::string_view id, std::string_view rr, std::string_view type, std::string_view value,
                        std::string_view more = R"("Status":"ENABLE","Line":"default","TTL":600,"Locked":false)") {
  return cat(R"({"DomainName":"example.com","RecordId":")", id, R"(","RR":")", rr, R"(","Type":")", type,
             R"(","Value":")", value, R"(","Weight":1,"Remark":"",)", more, "}");
}
std::string line_json(std::string_view line, int ttl = 600, std::string_view status = "ENABLE") {
  return cat(R"("Status":")", status, R"(","Line":")", line, R"(","TTL":)", ttl, R"(,"Locked":false)");
}
Reply records(std::string_view items, int total, int page = 1) {
  return Reply::json(
      200, cat(R"({"TotalCount":)", total, R"(,"PageSize":100,"RequestId":"536E9CAD-0000","PageNumber":)", page,
               R"(,"DomainRecords":{"Record":[)", items, "]}}"));
}
Reply zones(std::string_view items, int total, int page = 1) {
  return Reply::json(
      200, cat(R"({"TotalCount":)", total, R"(,"PageSize":100,"RequestId":"536E9CAD-0001","PageNumber":)", page,
               R"(,"Domains":{"Domain":[)", items, "]}}"));
}
std::string zone_json(std::string_view zone_name, std::string_view ascii) {
  return cat(R"({"DomainId":"00efd71a","DomainName":")", zone_name, R"(","PunyCode":")", ascii,
             R"(","VersionCode":"mianfei","AliDomain":true})");
}
Reply done(std::string_view id) {
  return Reply::json(200, cat(R"({"RequestId":"536E9CAD-0002","RecordId":")", id, R"("})"));
}
Reply refused(int status, std::string_view code, std::string_view message = "Refused, says the service.") {
  return Reply::json(status, cat(R"({"RequestId":"0E1A0000","HostId":"alidns.aliyuncs.com","Code":")", code,
                                 R"(","Message":")", message, R"(","Recommend":"https://api.aliyun.com/x"})"));
}

plan::RemoteRecord remote(const std::string& id, RecordType type, std::string_view address, int ttl = 600,
                          std::string line = {}, std::string_view at = "home.example.com") {
  return {.key = key(at, type, std::move(line)),
          .address = ip(address),
          .id = id,
          .attributes = {.ttl = std::chrono::seconds(ttl)}};
}
plan::Unit unit(plan::Operation operation) { return {.zone = zone(), .operations = {std::move(operation)}}; }
plan::Unit create_a() { return unit(plan::CreateRecord{key("home.example.com", RecordType::a), ip("192.0.2.1")}); }
plan::Unit update_a() {
  return unit(plan::UpdateRecord{remote(kRecord1, RecordType::a, "192.0.2.1"), ip("192.0.2.2")});
}

Step create_step(Reply reply) {
  return step(
      "AddDomainRecord",
      {{"DomainName", "example.com"}, {"RR", "home"}, {"Type", "A"}, {"Value", "192.0.2.1"}, {"Line", "default"}},
      std::move(reply));
}
Step update_step(Reply reply) {
  return step("UpdateDomainRecord",
              {{"RecordId", kRecord1},
               {"RR", "home"},
               {"Type", "A"},
               {"Value", "192.0.2.2"},
               {"Line", "default"},
               {"TTL", "600"}},
              std::move(reply));
}
Step delete_step(Reply reply) { return step("DeleteDomainRecord", {{"RecordId", kRecord1}}, std::move(reply)); }
Step read_step(Reply reply, const std::string& page = "1", const std::string& at = "home.example.com") {
  return step("DescribeSubDomainRecords",
              {{"SubDomain", at}, {"DomainName", "example.com"}, {"PageNumber", page}, {"PageSize", "100"}},
              std::move(reply));
}
Step zone_step(const std::string& word, Reply reply) {
  return step("DescribeDomains", {{"KeyWord", word}, {"SearchMode", "EXACT"}, {"PageNumber", "1"}, {"PageSize", "100"}},
              std::move(reply));
}

provider::ReadScope home() { return both_of("home.example.com", zone()); }
Scenario create_fails(Case which, Reply reply, Failure failure, std::string note = {}) {
  return fails(which, create_a(), create_step(std::move(reply)), std::move(failure), std::move(note));
}

std::vector<Scenario> finding() {
  const auto page = [](const std::string& number, Reply reply) {
    return step("DescribeDomains", {{"PageNumber", number}, {"PageSize", "100"}}, std::move(reply));
  };
  return {
      {.which = Case::find_zone,
       .action = FindZones{{name("*.home.example.com")}},
       .steps = {zone_step("home.example.com", zones("", 0)),
                 zone_step("example.com", zones(zone_json("example.com", "example.com"), 1))},
       .expected = std::vector{zone()}},
      {.which = Case::find_zone,
       .action = FindZones{{name("home.example.com")}},
       .steps = {zone_step("home.example.com", refused(400, "InvalidDomainName.NoExist")),
                 zone_step("example.com", zones("", 0))},
       .expected = std::vector<plan::ZoneRef>{},
       .note = "no zone is no error"},
      {.which = Case::find_zone,
       .action = FindZones{{name("a.example.com"), name("b.example.net"), name("c.xn--bcher-kva.example")}},
       .steps = {page("1", zones(zone_json("example.com", "example.com"), 2)),
                 page("2", zones(zone_json("bücher.example", "xn--bcher-kva.example"), 2, 2))},
       .expected = std::vector<plan::ZoneRef>{zone(), {name("xn--bcher-kva.example")}},
       .note = "many names list the account, page by page; international names in their form for DNS"},
  };
}

std::vector<Scenario> reading() {
  const provider::ReadScope lines{
      zone(), {key("home.example.com", RecordType::a), key("home.example.com", RecordType::a, "telecom")}};
  return {
      {.which = Case::read_empty,
       .action = home(),
       .steps = {read_step(records("", 0))},
       .expected = plan::ZoneState{.zone = zone()}},
      {.which = Case::read_empty,
       .action = provider::ReadScope{zone(), {key("example.com", RecordType::a), key("*.example.com", RecordType::a)}},
       .steps = {read_step(records("", 0), "1", "*.example.com"), read_step(records("", 0), "1", "@.example.com")},
       .expected = plan::ZoneState{.zone = zone()},
       .note = "the zone itself and a wildcard"},
      {.which = Case::read_existing,
       .action = home(),
       .steps = {read_step(
           records(cat(record_json(kRecord1, "home", "A", "198.51.100.4"), ',',
                       record_json(kRecord2, "home", "AAAA", "2001:db8::4"), ',', record_json("7", "home", "TXT", "x"),
                       ',', record_json("8", "home", "A", "198.51.100.5", line_json("telecom"))),
                   4))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kRecord1, RecordType::a, "198.51.100.4"),
                                               remote(kRecord2, RecordType::aaaa, "2001:db8::4")}}},
      {.which = Case::read_existing,
       .action = lines,
       .steps = {read_step(records(cat(record_json(kRecord1, "home", "A", "198.51.100.4"), ',',
                                       record_json("8", "home", "A", "198.51.100.5", line_json("telecom", 120))),
                                   2))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kRecord1, RecordType::a, "198.51.100.4"),
                                               remote("8", RecordType::a, "198.51.100.5", 120, "telecom")}},
       .note = "two lines"},
  };
}

std::vector<Scenario> obstacles() {
  const auto a_only = provider::ReadScope{zone(), {key("home.example.com", RecordType::a)}};
  const auto obstacle = [](RecordType type, std::string what) {
    return plan::Obstacle{key("home.example.com", type), std::move(what)};
  };
  return {
      {.which = Case::read_existing,
       .action = home(),
       .steps = {read_step(records(cat(record_json("5", "home", "CNAME", "example.net"), ',',
                                       record_json("6", "home", "CNAME", "example.org", line_json("telecom"))),
                                   2))},
       .expected =
           plan::ZoneState{.zone = zone(),
                           .obstacles = {obstacle(RecordType::a, "a CNAME to example.net stands at this name"),
                                         obstacle(RecordType::aaaa, "a CNAME to example.net stands at this name")}},
       .note = "a CNAME in the way, and one on another line that is not"},
      {.which = Case::read_existing,
       .action = home(),
       .steps = {read_step(
           records(cat(record_json("5", "home", "A", "192.0.2.5", line_json("default", 600, "DISABLE")), ',',
                       record_json("6", "home", "AAAA", "2001:db8::6"), ',',
                       record_json("7", "home", "AAAA", "2001:db8::7", line_json("default", 600, "Disable"))),
                   3))},
       .expected =
           plan::ZoneState{.zone = zone(),
                           .records = {remote("6", RecordType::aaaa, "2001:db8::6")},
                           .obstacles = {obstacle(
                               RecordType::a, "a disabled record stands there; enable or delete it in the console")}},
       .note = "disabled records"},
      {.which = Case::read_existing,
       .action = a_only,
       .steps = {read_step(records(
           record_json("5", "home", "A", "192.0.2.5", R"("Status":"ENABLE","Line":"default","TTL":600,"Locked":true)"),
           1))},
       .expected =
           plan::ZoneState{.zone = zone(),
                           .records = {remote("5", RecordType::a, "192.0.2.5")},
                           .obstacles = {obstacle(RecordType::a, "the record is locked; unlock it in the console")}},
       .note = "a locked record"},
  };
}

std::vector<Scenario> pages() {
  const auto a_only = provider::ReadScope{zone(), {key("home.example.com", RecordType::a)}};
  const provider::ReadScope many{zone(),
                                 {key("a.example.com", RecordType::a), key("b.example.com", RecordType::a),
                                  key("c.example.com", RecordType::a), key("example.com", RecordType::a)}};
  return {
      {.which = Case::read_pages,
       .action = a_only,
       .steps = {read_step(records(record_json(kRecord1, "home", "A", "192.0.2.1"), 2), "1"),
                 read_step(records(record_json(kRecord2, "home", "A", "192.0.2.2"), 2, 2), "2")},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kRecord1, RecordType::a, "192.0.2.1"),
                                               remote(kRecord2, RecordType::a, "192.0.2.2")}}},
      {.which = Case::read_pages,
       .action = many,
       .steps = {step("DescribeDomainRecords",
                      {{"DomainName", "example.com"}, {"PageNumber", "1"}, {"PageSize", "500"}},
                      records(cat(record_json(kRecord1, "a", "A", "192.0.2.1"), ',',
                                  record_json("4", "other", "A", "192.0.2.9")),
                              3)),
                 step("DescribeDomainRecords",
                      {{"DomainName", "example.com"}, {"PageNumber", "2"}, {"PageSize", "500"}},
                      records(record_json(kRecord2, "@", "A", "192.0.2.2"), 3, 2))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kRecord1, RecordType::a, "192.0.2.1", 600, {}, "a.example.com"),
                                               remote(kRecord2, RecordType::a, "192.0.2.2", 600, {}, "example.com")}},
       .note = "many names page through the zone"},
  };
}

std::vector<Scenario> writing() {
  return {
      {.which = Case::create_a,
       .action = create_a(),
       .steps = {create_step(done(kRecord1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1}}},
      {.which = Case::create_a,
       .action = unit(plan::CreateRecord{key("*.example.com", RecordType::a, "telecom"), ip("192.0.2.1")}),
       .steps = {{.method = "POST",
                  .target = "/",
                  .query = {{"DomainName", "example.com"},
                            {"RR", "*"},
                            {"Type", "A"},
                            {"Value", "192.0.2.1"},
                            {"Line", "telecom"},
                            {"Action", "AddDomainRecord"},
                            {"Version", "2015-01-09"},
                            {"Format", "JSON"},
                            {"AccessKeyId", std::string(kId)},
                            {"SignatureMethod", "HMAC-SHA1"},
                            {"SignatureVersion", "1.0"},
                            {"SignatureNonce", anything},
                            {"Timestamp", "2026-01-02T03:04:05Z"},
                            {"Signature", anything}},
                  .reply = done(kRecord1),
                  .check = check_rpc}},
       .expected = Outcomes{provider::Ack{.id = kRecord1}},
       .settings = {{"signature", "rpc"}},
       .note = "the older signature, a wildcard on a line"},
      {.which = Case::create_aaaa,
       .action = unit(plan::CreateRecord{
           key("example.com", RecordType::aaaa), ip("2001:db8::1"), {.ttl = std::chrono::seconds{120}}}),
       .steps = {step("AddDomainRecord",
                      {{"DomainName", "example.com"},
                       {"RR", "@"},
                       {"Type", "AAAA"},
                       {"Value", "2001:db8::1"},
                       {"Line", "default"},
                       {"TTL", "120"}},
                      done(kRecord2))},
       .expected = Outcomes{provider::Ack{.id = kRecord2}}},
      {.which = Case::update,
       .action = update_a(),
       .steps = {update_step(done(kRecord1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1}}},
  };
}

std::vector<Scenario> changing() {
  const auto two = provider::ReadScope{zone(), {key("home.example.com", RecordType::a)}};
  return {
      {.which = Case::keeps_attributes,
       .action =
           unit(plan::UpdateRecord{remote(kRecord1, RecordType::a, "192.0.2.1", 1200, "telecom"), ip("192.0.2.2")}),
       .steps = {step("UpdateDomainRecord",
                      {{"RecordId", kRecord1},
                       {"RR", "home"},
                       {"Type", "A"},
                       {"Value", "192.0.2.2"},
                       {"Line", "telecom"},
                       {"TTL", "1200"}},
                      done(kRecord1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1}},
       .note = "line and TTL are sent again, or the service would reset them"},
      {.which = Case::two_values,
       .action = two,
       .steps = {read_step(records(
           cat(record_json(kRecord1, "home", "A", "192.0.2.1"), ',', record_json(kRecord2, "home", "A", "192.0.2.2")),
           2))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kRecord1, RecordType::a, "192.0.2.1"),
                                               remote(kRecord2, RecordType::a, "192.0.2.2")}}},
      {.which = Case::remove,
       .action = unit(plan::DeleteRecord{remote(kRecord1, RecordType::a, "192.0.2.1")}),
       .steps = {delete_step(done(kRecord1))},
       .expected = Outcomes{provider::Ack{}}},
      {.which = Case::remove,
       .action = unit(plan::DeleteRecord{remote(kRecord1, RecordType::a, "192.0.2.1")}),
       .steps = {delete_step(refused(400, "DomainRecordNotBelongToUser"))},
       .expected = Outcomes{provider::Ack{.unchanged = true}},
       .note = "it is gone already"},
  };
}

/// "The record exists already" is looked into with a read.
std::vector<Scenario> duplicates() {
  const Reply duplicate = refused(400, "DomainRecordDuplicate", "The DNS record already exists.");
  const auto one = [](const std::string& id, std::string_view value) {
    return read_step(records(record_json(id, "home", "A", value), 1));
  };
  return {
      {.which = Case::conflict,
       .action = create_a(),
       .steps = {create_step(duplicate), one(kRecord1, "192.0.2.1")},
       .expected = Outcomes{provider::Ack{.id = kRecord1, .unchanged = true}},
       .note = "a creation whose answer was lost"},
      {.which = Case::conflict,
       .action = update_a(),
       .steps = {update_step(duplicate), one(kRecord1, "192.0.2.2")},
       .expected = Outcomes{provider::Ack{.id = kRecord1, .unchanged = true}},
       .note = "an update that changes nothing"},
      {.which = Case::conflict,
       .action = update_a(),
       .steps = {update_step(duplicate), one(kRecord2, "192.0.2.2")},
       .expected = Failure{.reason = Reason::conflict, .service_code = "DomainRecordDuplicate"},
       .note = "another record has the address"},
      {.which = Case::conflict,
       .action = create_a(),
       .steps = {create_step(duplicate), read_step(refused(503, "ServiceUnavailable"))},
       .expected = Failure{.reason = Reason::conflict, .service_code = "DomainRecordDuplicate"},
       .note = "nobody can tell why"},
  };
}

std::vector<Scenario> failing() {
  Reply limited = refused(400, "Throttling.User", "Request was denied due to user flow control.");
  Reply told = refused(503, "Throttling");
  told.headers.emplace_back("x-acs-retry-after", "2500");
  Reply page{.status = 429, .headers = {{"Content-Type", "text/html"}, {"Retry-After", "17"}}, .body = "<html></html>"};
  return {
      create_fails(
          Case::auth_failure, refused(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."),
          {.reason = Reason::auth, .service_code = "InvalidAccessKeyId.NotFound", .mentions = "home.example.com A"}),
      create_fails(Case::auth_failure, refused(403, "Forbidden.RAM"), {.reason = Reason::auth, .mentions = "RAM user"}),
      create_fails(Case::auth_failure,
                   refused(400, "SignatureDoesNotMatch", cat("server string to sign is:POST&%2F&", kSecret)),
                   {.reason = Reason::auth, .mentions = "access_key_secret"}, "the service repeats what was signed"),
      create_fails(Case::auth_failure, refused(400, "InvalidTimeStamp.Expired"),
                   {.reason = Reason::clock, .mentions = "clock"}),
      {.which = Case::auth_failure,
       .action = home(),
       .steps = {read_step(refused(403, "Forbidden"))},
       .expected = Failure{.reason = Reason::auth, .service_code = "Forbidden"}},
      {.which = Case::not_found,
       .action = update_a(),
       .steps = {update_step(refused(400, "DomainRecordNotBelongToUser"))},
       .expected = Failure{.reason = Reason::not_found, .service_code = "DomainRecordNotBelongToUser"}},
      {.which = Case::not_found,
       .action = home(),
       .steps = {read_step(refused(404, "InvalidDomainName.NoExist"))},
       .expected = Failure{.reason = Reason::not_found, .mentions = "no such zone"}},
      create_fails(Case::conflict, refused(400, "DomainRecordConflict"),
                   {.reason = Reason::conflict, .mentions = "CNAME"}),
      create_fails(Case::conflict, refused(400, "LastOperationNotFinished"), {.reason = Reason::conflict}),
      create_fails(Case::conflict, refused(400, "QuotaExceeded.TTL"), {.reason = Reason::rejected, .mentions = "600"}),
      create_fails(Case::conflict, refused(400, "QuotaExceeded.Record"), {.reason = Reason::quota}),
      create_fails(Case::conflict, refused(400, "Something.New"),
                   {.reason = Reason::rejected, .service_code = "Something.New"}, "an unknown code goes by its status"),
      create_fails(Case::rate_limited, std::move(limited),
                   {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{1}}),
      create_fails(Case::rate_limited, std::move(told),
                   {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{3}}),
      create_fails(Case::rate_limited, std::move(page),
                   {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{17}}, "a page of a gateway"),
  };
}

}  // namespace

std::vector<ScenarioSet> aliyun_scenarios() {
  ScenarioSet set{.id = "aliyun",
                  .settings = {{"access_key_id", std::string(kId)}, {"access_key_secret", std::string(kSecret)}},
                  .skipped = {{Case::batch, "one record a call; the batch call only starts a job in the background"}}};
  set.refusal =
      Refusal{.reply = [](const std::string& words) { return refused(400, "Strange.Code", in_json(words)); },
              .failure = {.reason = Reason::rejected, .service_code = "Strange.Code", .mentions = "cannot do this"}};
  for (auto part : {finding(), reading(), obstacles(), pages(), writing(), changing(), duplicates(), failing()})
    set.scenarios.insert(set.scenarios.end(), part.begin(), part.end());
  return {set};
}

}  // namespace ddns::contract
