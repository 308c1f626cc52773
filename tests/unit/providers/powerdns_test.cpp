#include "ddns/providers/powerdns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/plan/operation.h"
#include "fake_service.h"

namespace ddns::providers {
namespace {

using test::answer;
using test::FakeService;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }
IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

std::unique_ptr<provider::Provider> make(std::string endpoint = "http://127.0.0.1:8081",
                                         std::string server_id = "localhost") {
  schema::Values values;
  values.put("api_key", Secret("the-key-nobody-may-see"));
  values.put("endpoint", std::move(endpoint));
  values.put("server_id", std::move(server_id));
  return powerdns_spec().make(values).value();
}

const plan::ZoneRef kZone{name("example.com"), "example.com."};

plan::Unit write_one() {
  return {.zone = kZone,
          .operations = {plan::ReplaceSet{.key = {name("www.example.com"), RecordType::a}, .after = {ip("192.0.2.1")}}},
          .atomic = true};
}

Error error_of(const http::Response& response) {
  FakeService service([&](const http::Request&) { return response; });
  const auto outcome = make()->apply(write_one(), service.call());
  EXPECT_THAT(outcome, SizeIs(1));
  return outcome.at(0) ? Error{.message = "(success)"} : outcome[0].error();
}

TEST(PowerDns, tells_conflicts_from_other_refusals_by_their_text) {
  EXPECT_EQ(error_of(answer(422, R"({"error":"RRset a. IN A: Conflicts with pre-existing RRset"})")).reason,
            Reason::conflict);
  for (const auto* words : {"DNS Name 'www.example.com' is not canonical", "RRset a. IN A: Name is out of zone",
                            "Record a./A '192.0.2.300': Parsing record content: unable to parse IP address",
                            "Key 'ttl' not an Integer or not present",
                            "Duplicate record in RRset a. IN A with content \\\"192.0.2.3\\\""}) {
    const auto error = error_of(answer(422, cat(R"({"error":")", words, R"("})")));
    EXPECT_EQ(error.reason, Reason::rejected) << words;
    EXPECT_EQ(error.effect, Effect::none) << words;
  }
}

TEST(PowerDns, reads_errors_that_are_no_json) {
  EXPECT_EQ(error_of(answer(400, "Bad Request")).reason, Reason::rejected);
  EXPECT_EQ(error_of(answer(401, "Unauthorized")).reason, Reason::auth);
  EXPECT_EQ(error_of(answer(403, "Forbidden")).reason, Reason::auth);
  EXPECT_EQ(error_of(answer(404, "Not Found")).reason, Reason::not_found);
  EXPECT_EQ(error_of(answer(405, "Method Not Allowed")).reason, Reason::http_4xx);
}

TEST(PowerDns, does_not_take_any_2xx_for_success) {
  for (const auto* body : {"<html>sign in</html>", "", "[]"}) {
    const auto error = error_of(answer(200, body));
    EXPECT_EQ(error.reason, Reason::malformed) << body;
    EXPECT_EQ(error.effect, Effect::unknown) << body;
  }
}

TEST(PowerDns, puts_the_server_id_and_a_path_of_the_endpoint_into_the_url) {
  FakeService service([](const http::Request&) { return answer(204, ""); });
  const auto outcome = make("https://dns.example:8443/pdns/", "ns/1")->apply(write_one(), service.call());
  ASSERT_TRUE(outcome.at(0));
  EXPECT_EQ(service.requests().at(0).url.to_string(),
            "https://dns.example:8443/pdns/api/v1/servers/ns%2F1/zones/example.com.");
}

TEST(PowerDns, addresses_a_zone_without_id_by_its_name) {
  FakeService service([](const http::Request&) { return answer(204, ""); });
  auto unit = write_one();
  unit.zone.id.clear();
  ASSERT_TRUE(make()->apply(unit, service.call()).at(0));
  EXPECT_EQ(service.requests().at(0).url.path, "/api/v1/servers/localhost/zones/example.com.");
}

TEST(PowerDns, leaves_comments_out_so_that_they_stay) {
  FakeService service([](const http::Request&) { return answer(204, ""); });
  ASSERT_TRUE(make()->apply(write_one(), service.call()).at(0));
  EXPECT_THAT(service.requests().at(0).body, Not(HasSubstr("comments")));
}

TEST(PowerDns, refuses_an_operation_of_another_grain) {
  FakeService service([](const http::Request&) { return answer(204, ""); });
  auto unit = write_one();
  unit.operations.emplace_back(plan::CreateRecord{{name("www.example.com"), RecordType::a}, ip("192.0.2.1")});
  const auto outcome = make()->apply(unit, service.call());
  ASSERT_THAT(outcome, SizeIs(2));
  EXPECT_EQ(outcome[0].error().reason, Reason::internal);
  EXPECT_THAT(service.requests(), IsEmpty());
}

TEST(PowerDns, never_takes_an_unreadable_record_for_none) {
  FakeService service([](const http::Request&) {
    return answer(200, R"({"kind":"Native","rrsets":[{"name":"www.example.com.","type":"A","ttl":60,
                           "records":[{"content":"?","disabled":false}]}]})");
  });
  const auto state = make()->read({kZone, {{name("www.example.com"), RecordType::a}}}, service.call());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::malformed);
}

TEST(PowerDns, does_not_ask_for_the_parents_of_a_zone_it_has_found) {
  FakeService service([](const http::Request& request) {
    const bool hit = request.url.query == "zone=example.com.";
    return answer(200, hit ? R"([{"id":"example.com.","name":"example.com."}])" : "[]");
  });
  const auto zones = make()->find_zones({name("a.example.com"), name("b.example.com")}, service.call());
  ASSERT_TRUE(zones);
  EXPECT_THAT(*zones, testing::ElementsAre(kZone));
  EXPECT_THAT(service.requests(), SizeIs(3));
}

}  // namespace
}  // namespace ddns::providers
