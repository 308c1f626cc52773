#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.h"

// DNS UPDATE with TSIG (provider rfc2136) against PowerDNS, which differs from BIND in what it answers.
namespace ddns::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kSecret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
constexpr const char* kOtherSecret = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

plan::DesiredSet desired(std::string_view at, AddressSet addresses, RecordType type = RecordType::a) {
  return {.key = {DomainName::parse(at).value(), type}, .addresses = std::move(addresses)};
}

class PowerDnsUpdate : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { world_.server().allow_update("example.com", "ddns-key", kSecret); }

  [[nodiscard]] std::unique_ptr<provider::Provider> provider(const std::string& secret) const {
    std::vector<std::pair<std::string, std::string>> settings = {
        {"server", "127.0.0.1:" + std::to_string(world_.server().dns_port())}, {"transport", GetParam()}};
    if (!secret.empty()) {
      settings.emplace_back("key_name", "ddns-key");
      settings.emplace_back("key_secret", secret);
    }
    return World::make("rfc2136", settings);
  }

  World world_;
  plan::ZoneRef zone_{.name = DomainName::parse("example.com").value()};
};

TEST_P(PowerDnsUpdate, publishes_changes_and_deletes) {
  const auto signed_one = provider(kSecret);
  EXPECT_THAT(world_.publish(*signed_one, zone_,
                             {desired("home.example.com", {ip("192.0.2.1"), ip("192.0.2.2")}),
                              desired("home.example.com", {ip("2001:db8::1")}, RecordType::aaaa)}),
              IsEmpty());
  EXPECT_EQ(world_.ask("home.example.com", RecordType::a), (AddressSet{ip("192.0.2.1"), ip("192.0.2.2")}));
  EXPECT_EQ(world_.ask("home.example.com", RecordType::aaaa), AddressSet{ip("2001:db8::1")});

  EXPECT_THAT(world_.publish(*signed_one, zone_, {desired("home.example.com", {ip("192.0.2.3")})}), IsEmpty());
  EXPECT_EQ(world_.ask("home.example.com", RecordType::a), AddressSet{ip("192.0.2.3")});

  EXPECT_THAT(world_.publish(*signed_one, zone_, {desired("home.example.com", {})}), IsEmpty());
  EXPECT_EQ(world_.ask("home.example.com", RecordType::a), AddressSet{});
  EXPECT_EQ(world_.ask("home.example.com", RecordType::aaaa), AddressSet{ip("2001:db8::1")});
}

TEST_P(PowerDnsUpdate, finds_the_zone_by_asking_the_server) {
  const auto zones = provider(kSecret)->find_zones({DomainName::parse("a.b.example.com").value()}, world_.call());
  ASSERT_TRUE(zones) << zones.error().message;
  ASSERT_THAT(*zones, SizeIs(1));
  EXPECT_EQ(zones->front().name, zone_.name);
}

/// What finding the zone, reading and writing say, each as the first thing an account does.
std::vector<Error> refusals(World& world, const provider::Provider& provider, const plan::ZoneRef& zone) {
  const plan::ReplaceSet home{
      {DomainName::parse("home.example.com").value(), RecordType::a}, AddressSet{}, AddressSet{ip("192.0.2.1")}};
  std::vector<Error> errors;
  const auto zones = provider.find_zones({home.key.name}, world.call());
  EXPECT_FALSE(zones) << "was found";
  if (!zones) errors.push_back(zones.error());
  const auto state = provider.read({zone, {home.key}}, world.call());
  EXPECT_FALSE(state) << "was read";
  if (!state) errors.push_back(state.error());
  const auto done = provider.apply({.zone = zone, .operations = {home}, .atomic = true}, world.call()).at(0);
  EXPECT_FALSE(done) << "was written";
  if (!done) errors.push_back(done.error());
  return errors;
}

TEST_P(PowerDnsUpdate, is_refused_with_another_secret_and_names_the_key) {
  // PowerDNS says NOTAUTH to it, and signs nothing.
  const auto errors = refusals(world_, *provider(kOtherSecret), zone_);
  ASSERT_THAT(errors, SizeIs(3));
  for (const Error& error : errors) {
    EXPECT_EQ(error.reason, Reason::auth) << error.message;
    EXPECT_EQ(error.effect, Effect::none);
    EXPECT_THAT(error.message, HasSubstr("ddns-key"));
    EXPECT_THAT(error.message, HasSubstr("key_secret"));
    EXPECT_EQ(error.message.find(kOtherSecret), std::string::npos);
  }
  EXPECT_EQ(world_.ask("home.example.com", RecordType::a), AddressSet{});
}

TEST_P(PowerDnsUpdate, is_refused_with_an_unknown_key_and_names_it) {
  const auto stranger = World::make("rfc2136", {{"server", "127.0.0.1:" + std::to_string(world_.server().dns_port())},
                                                {"transport", GetParam()},
                                                {"key_name", "nobodys-key"},
                                                {"key_secret", kSecret}});
  const auto errors = refusals(world_, *stranger, zone_);
  ASSERT_THAT(errors, SizeIs(3));
  for (const Error& error : errors) {
    EXPECT_EQ(error.reason, Reason::auth) << error.message;
    EXPECT_THAT(error.message, HasSubstr("nobodys-key"));
  }
}

TEST_P(PowerDnsUpdate, is_refused_without_a_key_and_says_that_one_is_missing) {
  const auto errors = world_.publish(*provider(""), zone_, {desired("home.example.com", {ip("192.0.2.1")})});
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(errors[0].reason, Reason::auth);
  EXPECT_THAT(errors[0].message, HasSubstr("key_name"));
}

TEST_P(PowerDnsUpdate, is_refused_with_a_wrong_clock_and_speaks_of_it) {
  World skewed(std::chrono::hours{2});
  skewed.server().allow_update("example.com", "ddns-key", kSecret);
  const auto account = World::make("rfc2136", {{"server", "127.0.0.1:" + std::to_string(skewed.server().dns_port())},
                                               {"transport", GetParam()},
                                               {"key_name", "ddns-key"},
                                               {"key_secret", kSecret}});
  const auto errors = refusals(skewed, *account, zone_);
  ASSERT_THAT(errors, SizeIs(3));
  for (const Error& error : errors) {
    // It says no more than with a wrong secret, so the message has to name both.
    EXPECT_EQ(error.reason, Reason::auth);
    EXPECT_THAT(error.message, HasSubstr("clock"));
    EXPECT_THAT(error.message, HasSubstr("ddns-key"));
  }
}

TEST_P(PowerDnsUpdate, leaves_a_cname_alone) {
  (void)world_.server().api("PATCH", "/zones/example.com.",
                            R"({"rrsets":[{"name":"alias.example.com.","type":"CNAME","ttl":60,"changetype":"REPLACE",
                                           "records":[{"content":"example.net."}]}]})");
  const auto errors = world_.publish(*provider(kSecret), zone_, {desired("alias.example.com", {ip("192.0.2.1")})});
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(errors[0].reason, Reason::conflict);
  EXPECT_THAT(errors[0].message, HasSubstr("example.net"));
}

INSTANTIATE_TEST_SUITE_P(over, PowerDnsUpdate, testing::Values("auto", "tcp", "udp"),
                         [](const auto& made) { return made.param; });

}  // namespace
}  // namespace ddns::test
