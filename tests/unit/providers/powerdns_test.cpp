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

/// A server with `size` A records h0 … in its zone. A whole zone of more than `most` records is too long for an answer.
class BigZone {
 public:
  BigZone(int size, int most) : size_(size), most_(most) {}

  Result<http::Response> operator()(const http::Request& request) const {
    const std::string field = "rrset_name=";
    if (request.url.query.starts_with(field)) return page(wanted(request.url.query.substr(field.size())));
    if (size_ > most_) {
      return fail(Error{.reason = Reason::malformed,
                        .message = "the answer is longer than 8388608 bytes",
                        .service_code = std::string(http::kBodyTooLong)});
    }
    std::string all;
    for (int i = 0; i < size_; ++i) all += cat(i == 0 ? "" : ",", rrset(cat("h", i, ".example.com.")));
    return page(all);
  }

 private:
  static std::string rrset(std::string_view owner) {
    return cat(R"({"name":")", owner, R"(","type":"A","ttl":60,"records":[{"content":"192.0.2.1","disabled":false}]})");
  }
  static http::Response page(const std::string& rrsets) {
    return answer(200, cat(R"({"id":"example.com.","kind":"Native","rrsets":[)", rrsets, "]}"));
  }
  [[nodiscard]] std::string wanted(const std::string& owner) const {
    for (int i = 0; i < size_; ++i) {
      if (owner == cat("h", i, ".example.com.")) return rrset(owner);
    }
    return {};
  }

  int size_;
  int most_;
};

provider::ReadScope hosts(int count) {
  provider::ReadScope scope{.zone = kZone, .keys = {}};
  for (int i = 0; i < count; ++i) scope.keys.push_back({name(cat("h", i, ".example.com")), RecordType::a});
  return scope;
}

TEST(PowerDns, reads_up_to_fifty_names_by_themselves_however_long_the_zone) {
  FakeService service(BigZone(60, 0));
  const auto state = make()->read(hosts(50), service.call());
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_THAT(state->records, SizeIs(50));
  EXPECT_THAT(service.requests(), SizeIs(50));
}

TEST(PowerDns, reads_more_names_in_one_call) {
  FakeService service(BigZone(80, 1000));
  const auto state = make()->read(hosts(51), service.call());
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_THAT(state->records, SizeIs(51));
  EXPECT_THAT(service.requests(), SizeIs(1));
}

TEST(PowerDns, reads_name_by_name_where_the_whole_zone_is_too_long_for_one_answer) {
  FakeService service(BigZone(400, 100));
  const auto state = make()->read(hosts(300), service.call());
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_THAT(state->records, SizeIs(300));
  EXPECT_THAT(service.requests(), SizeIs(301));
}

TEST(PowerDns, takes_no_other_failure_for_a_zone_that_is_too_long) {
  FakeService service([](const http::Request&) { return answer(200, "<html>sign in</html>"); });
  const auto state = make()->read(hosts(51), service.call());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::malformed);
  EXPECT_THAT(service.requests(), SizeIs(1));
}

TEST(PowerDns, counts_a_record_once_where_the_server_ignores_the_filter) {
  FakeService service([zone = BigZone(3, 1000)](http::Request request) {
    request.url.query.clear();
    return zone(request);
  });
  const auto state = make()->read(hosts(3), service.call());
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_THAT(state->records, SizeIs(3));
}

}  // namespace
}  // namespace ddns::providers
