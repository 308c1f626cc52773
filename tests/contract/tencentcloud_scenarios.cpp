#include <utility>

#include "contract/conformance.h"
#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "support/exchange_script.h"

// Source: cloud.tencent.com/document/api/1427 (DNSPod 2021-03-23), 213/30654 (signature) and the models of
// tencentcloud-sdk. Signatures are worked out here again from what arrived.
namespace ddns::contract {

namespace {

using test::anything;
using test::Reply;
using test::SeenRequest;

constexpr std::string_view kId = "AKIDcanarycanarycanary";
constexpr std::string_view kSecret = "tencent-canary-SecretThatMustNotShow";
const std::string kRecord1 = "556507778";
const std::string kRecord2 = "556507779";

plan::ZoneRef zone() { return {name("example.com")}; }

std::string sha256(std::string_view text) { return crypto::to_hex(crypto::digest(crypto::Hash::sha256, text)); }

/// TC3-HMAC-SHA256; the clock of the suite stands at 2026-01-02T03:04:05Z.
std::string check_tc3(const SeenRequest& seen) {
  const auto canonical = cat("POST\n/\n\ncontent-type:application/json\nhost:", seen.header("Host").value_or(""),
                             "\nx-tc-action:", to_lower(seen.header("X-TC-Action").value_or("")),
                             "\n\ncontent-type;host;x-tc-action\n", sha256(seen.body));
  const auto text = cat("TC3-HMAC-SHA256\n1767323045\n2026-01-02/dnspod/tc3_request\n", sha256(canonical));
  const std::string start = cat("TC3", kSecret);
  const auto date = crypto::hmac(crypto::Hash::sha256, crypto::as_bytes(start), "2026-01-02");
  const auto service = crypto::hmac(crypto::Hash::sha256, date, "dnspod");
  const auto signing = crypto::hmac(crypto::Hash::sha256, service, "tc3_request");
  const auto expected = cat("TC3-HMAC-SHA256 Credential=", kId, "/2026-01-02/dnspod/tc3_request, ",
                            "SignedHeaders=content-type;host;x-tc-action, Signature=",
                            crypto::to_hex(crypto::hmac(crypto::Hash::sha256, signing, text)));
  return seen.header("Authorization") == expected ? "" : cat("Authorization should be ", expected);
}

Step step(const std::string& action, std::string json, Reply reply) {
  return {.method = "POST",
          .target = "/",
          .headers = {{"Content-Type", "application/json"},
                      {"X-TC-Action", action},
                      {"X-TC-Version", "2021-03-23"},
                      {"X-TC-Timestamp", "1767323045"},
                      {"X-TC-Language", "en-US"},
                      {"Authorization", anything}},
          .json = std::move(json),
          .reply = std::move(reply),
          .check = check_tc3,
          .writes = !action.starts_with("Describe")};
}

std::string record_json(std::string_view id, std::string_view label, std::string_view type, std::string_view value,
                        std::string_view more = R"("Line":"默认","LineId":"0","Weight":null,"Remark":"","TTL":600)",
                        std::string_view status = "ENABLE") {
  return cat(R"({"RecordId":)", id, R"(,"Name":")", label, R"(","Type":")", type, R"(","Value":")", value,
             R"(","Status":")", status, R"(","MX":0,"MonitorStatus":"","DefaultNS":false,)",
             R"("UpdatedOn":"2026-01-02 11:04:05",)", more, "}");
}
Reply answer(std::string_view inside) {
  return Reply::json(200, cat(R"({"Response":{"RequestId":"ab4f1426-0000-42ea-8183-dc1b44151166")",
                              inside.empty() ? "" : ",", inside, "}}"));
}
Reply records(std::string_view items, int total) {
  return answer(cat(R"("RecordCountInfo":{"SubdomainCount":1,"ListCount":1,"TotalCount":)", total,
                    R"(},"RecordList":[)", items, "]"));
}
Reply zones(std::string_view items, int total) {
  return answer(
      cat(R"("DomainCountInfo":{"DomainTotal":)", total, R"(,"AllTotal":)", total, R"(},"DomainList":[)", items, "]"));
}
std::string zone_json(std::string_view zone_name, std::string_view ascii) {
  return cat(R"({"DomainId":42,"Name":")", zone_name, R"(","Punycode":")", ascii,
             R"(","Status":"ENABLE","TTL":600,"Grade":"DP_FREE"})");
}
Reply done(std::string_view id) { return answer(cat(R"("RecordId":)", id)); }
Reply refused(std::string_view code, std::string_view message = "Refused, says the service.") {
  return answer(cat(R"("Error":{"Code":")", code, R"(","Message":")", message, R"("})"));
}

plan::RemoteRecord remote(const std::string& id, RecordType type, std::string_view address, int ttl = 600,
                          std::string line = {}, std::string_view at = "home.example.com") {
  return {.key = key(at, type, std::move(line)),
          .address = ip(address),
          .id = id,
          .attributes = {.ttl = std::chrono::seconds(ttl), .comment = ""}};
}
plan::Unit unit(plan::Operation operation) { return {.zone = zone(), .operations = {std::move(operation)}}; }
plan::Unit create_a() { return unit(plan::CreateRecord{key("home.example.com", RecordType::a), ip("192.0.2.1")}); }
plan::Unit update_a() {
  return unit(plan::UpdateRecord{remote(kRecord1, RecordType::a, "192.0.2.1"), ip("192.0.2.2")});
}
plan::Unit delete_a() { return unit(plan::DeleteRecord{remote(kRecord1, RecordType::a, "192.0.2.1")}); }

Step create_step(Reply reply) {
  return step("CreateRecord",
              R"({"Domain":"example.com","SubDomain":"home","RecordType":"A","RecordLine":"默认","Value":"192.0.2.1"})",
              std::move(reply));
}
Step update_step(Reply reply) {
  return step("ModifyRecord",
              R"({"Domain":"example.com","RecordId":556507778,"SubDomain":"home","RecordType":"A","RecordLine":"默认",
                  "Value":"192.0.2.2","TTL":600})",
              std::move(reply));
}
Step delete_step(Reply reply) {
  return step("DeleteRecord", R"({"Domain":"example.com","RecordId":556507778})", std::move(reply));
}
Step read_step(Reply reply, std::string_view label = "home", int offset = 0) {
  return step("DescribeRecordList",
              cat(R"({"Domain":"example.com","Subdomain":")", label, R"(","ErrorOnEmpty":"no","Offset":)", offset,
                  R"(,"Limit":3000})"),
              std::move(reply));
}
Step zone_step(int offset, Reply reply) {
  return step("DescribeDomainList", cat(R"({"Type":"ALL","Offset":)", offset, R"(,"Limit":3000})"), std::move(reply));
}

provider::ReadScope home() { return both_of("home.example.com", zone()); }
Scenario create_fails(Case which, Reply reply, Failure failure, std::string note = {}) {
  return fails(which, create_a(), create_step(std::move(reply)), std::move(failure), std::move(note));
}

std::vector<Scenario> finding() {
  const FindZones find{{name("home.example.com")}};
  return {
      {.which = Case::find_zone,
       .action = find,
       .steps = {zone_step(0, zones(cat(zone_json("example.com", "example.com"), ',',
                                        zone_json("bücher.example", "xn--bcher-kva.example")),
                                    2))},
       .expected = std::vector<plan::ZoneRef>{zone(), {name("xn--bcher-kva.example")}}},
      {.which = Case::find_zone,
       .action = find,
       .steps = {zone_step(0, zones(zone_json("example.com", "example.com"), 2)),
                 zone_step(1, zones(zone_json("example.net", ""), 2))},
       .expected = std::vector<plan::ZoneRef>{zone(), {name("example.net")}},
       .note = "two pages"},
      {.which = Case::not_found,
       .action = find,
       .steps = {zone_step(0, refused("ResourceNotFound.NoDataOfDomain"))},
       .expected = std::vector<plan::ZoneRef>{},
       .note = "an account without zones"},
  };
}

std::vector<Scenario> reading() {
  const provider::ReadScope lines{
      zone(),
      {key("home.example.com", RecordType::a, "电信"), key("home.example.com", RecordType::a, "10=1"),
       key("home.example.com", RecordType::a)}};
  auto weighted = remote(kRecord1, RecordType::a, "198.51.100.4");
  weighted.attributes.comment = "by hand";
  weighted.attributes.extra = {{"Weight", "10"}};
  return {
      {.which = Case::read_empty,
       .action = home(),
       .steps = {read_step(records("", 0))},
       .expected = plan::ZoneState{.zone = zone()}},
      {.which = Case::read_empty,
       .action = home(),
       .steps = {read_step(refused("ResourceNotFound.NoDataOfRecord", "记录列表为空。"))},
       .expected = plan::ZoneState{.zone = zone()},
       .note = "told as an error all the same"},
      {.which = Case::read_existing,
       .action = home(),
       .steps = {read_step(records(
           cat(record_json(kRecord1, "home", "A", "198.51.100.4",
                           R"("Line":"默认","LineId":"0","Weight":10,"Remark":"by hand","TTL":600)"),
               ',', record_json(kRecord2, "home", "AAAA", "2001:db8::4"), ',', record_json("7", "home", "TXT", "x"),
               ',', record_json("8", "home", "A", "198.51.100.5", R"("Line":"电信","LineId":"10=0","TTL":600)"), ',',
               record_json("9", "home", "NS", "f1g1ns1.dnspod.net.")),
           5))},
       .expected =
           plan::ZoneState{.zone = zone(), .records = {weighted, remote(kRecord2, RecordType::aaaa, "2001:db8::4")}}},
      {.which = Case::read_existing,
       .action = lines,
       .steps = {read_step(
           records(cat(record_json("7", "home", "A", "192.0.2.7", R"("Line":"电信","LineId":"10=0","TTL":60)"), ',',
                       record_json("8", "home", "A", "192.0.2.8", R"("Line":"联通","LineId":"10=1","TTL":60)"), ',',
                       record_json("9", "home", "A", "192.0.2.9", R"("Line":"默认","TTL":60)")),
                   3))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote("7", RecordType::a, "192.0.2.7", 60, "电信"),
                                               remote("8", RecordType::a, "192.0.2.8", 60, "10=1"),
                                               remote("9", RecordType::a, "192.0.2.9", 60)}},
       .note = "lines by name and by id"},
  };
}

std::vector<Scenario> obstacles_and_pages() {
  const provider::ReadScope a_only{zone(), {key("home.example.com", RecordType::a)}};
  const provider::ReadScope many{zone(),
                                 {key("a.example.com", RecordType::a), key("b.example.com", RecordType::a),
                                  key("c.example.com", RecordType::a), key("example.com", RecordType::a)}};
  const auto whole = [](int offset, Reply reply) {
    return step("DescribeRecordList",
                cat(R"({"Domain":"example.com","ErrorOnEmpty":"no","Offset":)", offset, R"(,"Limit":3000})"),
                std::move(reply));
  };
  return {
      {.which = Case::read_existing,
       .action = home(),
       .steps = {read_step(records(cat(record_json("5", "home", "CNAME", "example.net."), ',',
                                       record_json("6", "home", "A", "192.0.2.6",
                                                   R"("Line":"默认","LineId":"0","Remark":"","TTL":600)", "DISABLE")),
                                   2))},
       .expected =
           plan::ZoneState{
               .zone = zone(),
               .obstacles = {{key("home.example.com", RecordType::a), "a CNAME to example.net. stands at this name"},
                             {key("home.example.com", RecordType::aaaa), "a CNAME to example.net. stands at this name"},
                             {key("home.example.com", RecordType::a),
                              "a disabled record stands there; enable or delete it in the console"}}},
       .note = "a CNAME and a disabled record"},
      {.which = Case::read_pages,
       .action = a_only,
       .steps = {read_step(records(record_json(kRecord1, "home", "A", "192.0.2.1"), 2)),
                 read_step(records(record_json(kRecord2, "home", "A", "192.0.2.2"), 2), "home", 1)},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kRecord1, RecordType::a, "192.0.2.1"),
                                               remote(kRecord2, RecordType::a, "192.0.2.2")}}},
      {.which = Case::read_pages,
       .action = many,
       .steps = {whole(0, records(cat(record_json(kRecord1, "a", "A", "192.0.2.1"), ',',
                                      record_json("4", "other", "A", "192.0.2.9")),
                                  3)),
                 whole(2, records(record_json(kRecord2, "@", "A", "192.0.2.2"), 3))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kRecord1, RecordType::a, "192.0.2.1", 600, {}, "a.example.com"),
                                               remote(kRecord2, RecordType::a, "192.0.2.2", 600, {}, "example.com")}},
       .note = "many names page through the zone"},
  };
}

std::vector<Scenario> writing() {
  auto kept = remote(kRecord1, RecordType::a, "192.0.2.1", 1200, "电信");
  kept.attributes.comment = "by hand";
  kept.attributes.extra = {{"Weight", "10"}};
  return {
      {.which = Case::create_a,
       .action = create_a(),
       .steps = {create_step(done(kRecord1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1}}},
      {.which = Case::create_a,
       .action =
           unit(plan::CreateRecord{key("*.example.com", RecordType::a, "10=0"),
                                   ip("192.0.2.1"),
                                   {.ttl = std::chrono::seconds{60}, .comment = "x", .extra = {{"Weight", "5"}}}}),
       .steps = {step(
           "CreateRecord",
           R"({"Domain":"example.com","SubDomain":"*","RecordType":"A","RecordLine":"默认","RecordLineId":"10=0",
                          "Value":"192.0.2.1","TTL":60,"Remark":"x","Weight":5})",
           done(kRecord1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1}},
       .note = "a wildcard on a line by id, with everything"},
      {.which = Case::create_aaaa,
       .action = unit(plan::CreateRecord{key("example.com", RecordType::aaaa), ip("2001:db8::1")}),
       .steps = {step("CreateRecord",
                      R"({"Domain":"example.com","SubDomain":"@","RecordType":"AAAA","RecordLine":"默认",
                          "Value":"2001:db8::1"})",
                      done(kRecord2))},
       .expected = Outcomes{provider::Ack{.id = kRecord2}}},
      {.which = Case::update,
       .action = update_a(),
       .steps = {update_step(done(kRecord1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1}}},
      {.which = Case::keeps_attributes,
       .action = unit(plan::UpdateRecord{kept, ip("192.0.2.2")}),
       .steps = {step("ModifyRecord",
                      R"({"Domain":"example.com","RecordId":556507778,"SubDomain":"home","RecordType":"A",
                          "RecordLine":"电信","Value":"192.0.2.2","TTL":1200,"Remark":"by hand","Weight":10})",
                      done(kRecord1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1}},
       .note = "the call replaces the definition, so everything is sent again"},
      {.which = Case::keeps_attributes,
       .action = unit(plan::UpdateRecord{kept, ip("192.0.2.1"), {.comment = ""}}),
       .steps = {step("ModifyRecord",
                      R"({"Domain":"example.com","RecordId":556507778,"SubDomain":"home","RecordType":"A",
                          "RecordLine":"电信","Value":"192.0.2.1","TTL":1200,"Remark":"","Weight":10})",
                      done(kRecord1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1}},
       .note = "only the remark goes"},
  };
}

std::vector<Scenario> removing_and_duplicates() {
  const provider::ReadScope a_only{zone(), {key("home.example.com", RecordType::a)}};
  return {
      {.which = Case::two_values,
       .action = a_only,
       .steps = {read_step(records(
           cat(record_json(kRecord1, "home", "A", "192.0.2.1"), ',', record_json(kRecord2, "home", "A", "192.0.2.2")),
           2))},
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(kRecord1, RecordType::a, "192.0.2.1"),
                                               remote(kRecord2, RecordType::a, "192.0.2.2")}}},
      {.which = Case::remove,
       .action = delete_a(),
       .steps = {delete_step(answer(""))},
       .expected = Outcomes{provider::Ack{}}},
      {.which = Case::remove,
       .action = delete_a(),
       .steps = {delete_step(refused("InvalidParameter.RecordIdInvalid"))},
       .expected = Outcomes{provider::Ack{.unchanged = true}},
       .note = "it is gone already"},
      {.which = Case::conflict,
       .action = create_a(),
       .steps = {create_step(refused("InvalidParameter.DomainRecordExist")),
                 read_step(records(record_json(kRecord1, "home", "A", "192.0.2.1"), 1))},
       .expected = Outcomes{provider::Ack{.id = kRecord1, .unchanged = true}},
       .note = "a creation whose answer was lost"},
      {.which = Case::conflict,
       .action = update_a(),
       .steps = {update_step(refused("InvalidParameter.DomainRecordExist")),
                 read_step(records(record_json(kRecord2, "home", "A", "192.0.2.2"), 1))},
       .expected = Failure{.reason = Reason::conflict, .service_code = "InvalidParameter.DomainRecordExist"},
       .note = "another record has the address"},
  };
}

std::vector<Scenario> failing() {
  Reply page{.status = 429, .headers = {{"Content-Type", "text/html"}, {"Retry-After", "17"}}, .body = "<html></html>"};
  return {
      create_fails(
          Case::auth_failure,
          refused("AuthFailure.SignatureFailure", "The provided credentials could not be validated."),
          {.reason = Reason::auth, .service_code = "AuthFailure.SignatureFailure", .mentions = "home.example.com A"}),
      create_fails(Case::auth_failure, refused("AuthFailure.SignatureExpire"),
                   {.reason = Reason::clock, .mentions = "clock"}),
      create_fails(Case::auth_failure, refused("OperationDenied.DomainOwnerAllowedOnly"),
                   {.reason = Reason::auth, .mentions = "CAM user"}),
      {.which = Case::auth_failure,
       .action = home(),
       .steps = {read_step(refused("UnauthorizedOperation.CamError"))},
       .expected = Failure{.reason = Reason::auth, .service_code = "UnauthorizedOperation.CamError"}},
      {.which = Case::not_found,
       .action = update_a(),
       .steps = {update_step(refused("InvalidParameter.RecordIdInvalid"))},
       .expected = Failure{.reason = Reason::not_found, .service_code = "InvalidParameter.RecordIdInvalid"}},
      {.which = Case::not_found,
       .action = home(),
       .steps = {read_step(refused("InvalidParameterValue.DomainNotExists"))},
       .expected = Failure{.reason = Reason::not_found, .mentions = "no such zone"}},
      create_fails(Case::conflict, refused("LimitExceeded.RecordTtlLimit"),
                   {.reason = Reason::rejected, .mentions = "TTL"}),
      create_fails(Case::conflict, refused("LimitExceeded.AAAACountLimit"), {.reason = Reason::quota}),
      create_fails(Case::conflict, refused("InvalidParameter.RecordLineInvalid"),
                   {.reason = Reason::rejected, .mentions = "line"}),
      create_fails(Case::conflict, refused("FailedOperation.DomainIsLocked"), {.reason = Reason::rejected}),
      create_fails(Case::conflict, refused("Something.New"),
                   {.reason = Reason::rejected, .service_code = "Something.New"}, "an unknown code in a 200"),
      create_fails(Case::rate_limited,
                   refused("RequestLimitExceeded", "Your current request times equals to `21` in a second."),
                   {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{1}}),
      create_fails(Case::rate_limited, std::move(page),
                   {.reason = Reason::rate_limited, .retry_after = std::chrono::seconds{17}}, "a page of a gateway"),
      create_fails(Case::server_error, refused("InternalError"),
                   {.reason = Reason::http_5xx, .effect = Effect::unknown}),
      create_fails(Case::server_error, {.status = 500, .body = "<html></html>"},
                   {.reason = Reason::http_5xx, .effect = Effect::unknown}),
      {.which = Case::server_error,
       .action = home(),
       .steps = {read_step(refused("FailedOperation.UnknowError"))},
       .expected = Failure{.reason = Reason::http_5xx}},
  };
}

}  // namespace

std::vector<ScenarioSet> tencentcloud_scenarios() {
  ScenarioSet set{.id = "tencentcloud",
                  .settings = {{"secret_id", std::string(kId)}, {"secret_key", std::string(kSecret)}},
                  .skipped = {{Case::batch, "one record a call; the batch calls only start jobs in the background"}}};
  set.refusal =
      Refusal{.reply = [](const std::string& words) { return refused("Strange.Code", in_json(words)); },
              .failure = {.reason = Reason::rejected, .service_code = "Strange.Code", .mentions = "cannot do this"}};
  for (auto part : {finding(), reading(), obstacles_and_pages(), writing(), removing_and_duplicates(), failing()})
    set.scenarios.insert(set.scenarios.end(), part.begin(), part.end());
  return {set};
}

}  // namespace ddns::contract
