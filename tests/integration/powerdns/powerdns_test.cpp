#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "world.h"

namespace ddns::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

DomainName name(std::string_view text) { return DomainName::parse(text).value(); }
IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

plan::DesiredSet desired(std::string_view at, AddressSet addresses, RecordType type = RecordType::a,
                         std::optional<int> ttl = {}) {
  plan::DesiredSet set{.key = {name(at), type}, .addresses = std::move(addresses)};
  if (ttl) set.attributes.ttl = std::chrono::seconds(*ttl);
  return set;
}

const std::string kZoneApi = "/zones/example.com.";

class PowerDnsServer : public testing::Test {
 protected:
  void patch(const std::string& rrset) {
    (void)world_.server().api("PATCH", kZoneApi, R"({"rrsets":[)" + rrset + "]}");
  }
  [[nodiscard]] std::string zone_text() { return world_.server().api("GET", kZoneApi); }

  World world_;
  std::unique_ptr<provider::Provider> provider_ = world_.powerdns();
  plan::ZoneRef zone_{.name = name("example.com"), .id = "example.com."};
};

TEST_F(PowerDnsServer, finds_the_longest_zone_of_a_name) {
  world_.server().create_zone("sub.example.com");
  const auto zones = provider_->find_zones({name("a.b.sub.example.com"), name("home.example.com")}, world_.call());
  ASSERT_TRUE(zones) << zones.error().message;
  EXPECT_THAT(*zones, testing::UnorderedElementsAre(plan::ZoneRef{name("sub.example.com"), "sub.example.com."}, zone_));
}

TEST_F(PowerDnsServer, finds_no_zone_for_a_foreign_name) {
  const auto zones = provider_->find_zones({name("home.example.org")}, world_.call());
  ASSERT_TRUE(zones) << zones.error().message;
  EXPECT_THAT(*zones, IsEmpty());
}

TEST_F(PowerDnsServer, publishes_what_it_then_reads_and_answers) {
  const std::vector<plan::DesiredSet> sets = {
      desired("home.example.com", {ip("192.0.2.1"), ip("192.0.2.2")}, RecordType::a, 120),
      desired("home.example.com", {ip("2001:db8::1")}, RecordType::aaaa), desired("*.example.com", {ip("192.0.2.3")}),
      desired("example.com", {ip("192.0.2.4")})};
  EXPECT_THAT(world_.publish(*provider_, zone_, sets), IsEmpty());

  EXPECT_EQ(world_.ask("home.example.com", RecordType::a), sets[0].addresses);
  EXPECT_EQ(world_.ask("home.example.com", RecordType::aaaa), sets[1].addresses);
  EXPECT_EQ(world_.ask("whatever.example.com", RecordType::a), sets[2].addresses);
  EXPECT_EQ(world_.ask("example.com", RecordType::a), sets[3].addresses);

  const auto state = provider_->read({zone_, {sets[0].key}}, world_.call());
  ASSERT_TRUE(state) << state.error().message;
  ASSERT_THAT(state->records, SizeIs(2));
  EXPECT_EQ(state->records[0].attributes.ttl, std::chrono::seconds{120});
}

TEST_F(PowerDnsServer, writes_nothing_when_all_is_right) {
  const std::vector sets = {desired("home.example.com", {ip("192.0.2.1")})};
  ASSERT_THAT(world_.publish(*provider_, zone_, sets), IsEmpty());
  const auto before = zone_text();
  EXPECT_THAT(world_.publish(*provider_, zone_, sets), IsEmpty());
  EXPECT_EQ(zone_text(), before) << "a write would have raised the serial";
}

TEST_F(PowerDnsServer, updates_and_deletes) {
  ASSERT_THAT(world_.publish(*provider_, zone_, {desired("home.example.com", {ip("192.0.2.1")}, RecordType::a, 77)}),
              IsEmpty());
  ASSERT_THAT(world_.publish(*provider_, zone_, {desired("home.example.com", {ip("192.0.2.2")})}), IsEmpty());
  EXPECT_EQ(world_.ask("home.example.com", RecordType::a), AddressSet{ip("192.0.2.2")});
  EXPECT_THAT(zone_text(), HasSubstr("\"ttl\": 77")) << "a TTL that was not configured must stay";

  ASSERT_THAT(world_.publish(*provider_, zone_, {desired("home.example.com", {})}), IsEmpty());
  EXPECT_EQ(world_.ask("home.example.com", RecordType::a), AddressSet{});
}

TEST_F(PowerDnsServer, keeps_comments_and_neighbours) {
  patch(R"({"name":"home.example.com.","type":"A","ttl":60,"changetype":"REPLACE","records":[{"content":"192.0.2.1"}],
            "comments":[{"content":"ask Alice first","account":"alice"}]})");
  patch(R"({"name":"home.example.com.","type":"TXT","ttl":60,"changetype":"REPLACE",
            "records":[{"content":"\"v=spf1 -all\""}]})");
  EXPECT_THAT(world_.publish(*provider_, zone_, {desired("home.example.com", {ip("192.0.2.9")})}), IsEmpty());
  const auto text = zone_text();
  EXPECT_THAT(text, HasSubstr("192.0.2.9"));
  EXPECT_THAT(text, HasSubstr("ask Alice first"));
  EXPECT_THAT(text, HasSubstr("v=spf1"));
}

TEST_F(PowerDnsServer, refuses_a_name_where_a_cname_stands) {
  patch(R"({"name":"alias.example.com.","type":"CNAME","ttl":60,"changetype":"REPLACE",
            "records":[{"content":"example.net."}]})");
  const auto errors = world_.publish(*provider_, zone_, {desired("alias.example.com", {ip("192.0.2.1")})});
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(errors[0].reason, Reason::conflict);
  EXPECT_THAT(errors[0].message, HasSubstr("CNAME to example.net."));
}

TEST_F(PowerDnsServer, understands_a_cname_that_appeared_after_reading) {
  patch(R"({"name":"alias.example.com.","type":"CNAME","ttl":60,"changetype":"REPLACE",
            "records":[{"content":"example.net."}]})");
  const plan::Unit unit{
      .zone = zone_,
      .operations = {plan::ReplaceSet{.key = {name("good.example.com"), RecordType::a}, .after = {ip("192.0.2.1")}},
                     plan::ReplaceSet{.key = {name("alias.example.com"), RecordType::a}, .after = {ip("192.0.2.1")}}},
      .atomic = true};
  const auto outcomes = provider_->apply(unit, world_.call());
  ASSERT_THAT(outcomes, SizeIs(2));
  for (const auto& outcome : outcomes) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().reason, Reason::conflict) << outcome.error().message;
    EXPECT_EQ(outcome.error().effect, Effect::none);
  }
  EXPECT_EQ(world_.ask("good.example.com", RecordType::a), AddressSet{}) << "the batch is atomic";
}

TEST_F(PowerDnsServer, tells_a_wrong_key_from_a_missing_zone) {
  const auto wrong = world_.powerdns("not-the-right-key");
  const auto refused = wrong->read({zone_, {{name("home.example.com"), RecordType::a}}}, world_.call());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::auth);
  EXPECT_THAT(refused.error().message, HasSubstr("api_key"));

  const plan::ZoneRef nowhere{.name = name("example.org"), .id = "example.org."};
  const auto missing = provider_->read({nowhere, {{name("home.example.org"), RecordType::a}}}, world_.call());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, Reason::not_found);
}

TEST_F(PowerDnsServer, rejects_a_name_outside_the_zone) {
  const plan::Unit unit{
      .zone = zone_,
      .operations = {plan::ReplaceSet{.key = {name("home.example.org"), RecordType::a}, .after = {ip("192.0.2.1")}}},
      .atomic = true};
  const auto outcomes = provider_->apply(unit, world_.call());
  ASSERT_FALSE(outcomes.at(0));
  EXPECT_EQ(outcomes[0].error().reason, Reason::rejected) << outcomes[0].error().message;
}

TEST_F(PowerDnsServer, takes_five_hundred_sets_in_one_call) {
  std::vector<plan::DesiredSet> sets;
  for (int i = 0; i < 500; ++i)
    sets.push_back(desired("h" + std::to_string(i) + ".example.com", {ip("192.0.2." + std::to_string(i % 256))}));
  EXPECT_THAT(world_.publish(*provider_, zone_, sets), IsEmpty());
  EXPECT_EQ(world_.ask("h0.example.com", RecordType::a), sets[0].addresses);
  EXPECT_EQ(world_.ask("h499.example.com", RecordType::a), sets[499].addresses);
}

TEST_F(PowerDnsServer, knows_a_zone_that_is_only_a_copy) {
  (void)world_.server().api("POST", "/zones",
                            R"({"name":"copy.example.","kind":"Slave","masters":["127.0.0.1"],"nameservers":[]})");
  const plan::ZoneRef copy{.name = name("copy.example"), .id = "copy.example."};
  const auto errors = world_.publish(*provider_, copy, {desired("home.copy.example", {ip("192.0.2.1")})});
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_THAT(errors[0].message, HasSubstr("primary"));
}

}  // namespace
}  // namespace ddns::test
