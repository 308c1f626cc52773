#include <gtest/gtest.h>

#include "integration/bind/world.h"

namespace ddns::test {
namespace {

using namespace std::chrono_literals;
using plan::ReplaceSet;

const std::string other_secret = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

class BindRefusal : public testing::Test {
 protected:
  Error refused(const provider::Provider& account, World& world, const plan::Unit& unit) {
    const auto done = apply(account, world, unit);
    EXPECT_FALSE(done) << "was done";
    if (done) return {};
    EXPECT_EQ(done.error().message.find(kSecret), std::string::npos);
    EXPECT_EQ(done.error().message.find(other_secret), std::string::npos);
    return done.error();
  }
  Error refused_update(const std::vector<Text>& settings) {
    return refused(*account_for(server_.server(), settings), world_, unit_of({simple_}));
  }

  BindServer server_{
      one_zone("home A 192.0.2.1\nalias CNAME ns1\n",
               "grant ddns-key name home.example.com A AAAA; grant ddns-key subdomain dyn.example.com A;")};
  World world_;
  ReplaceSet simple_{key_of("home.example.com"), addresses({"192.0.2.1"}), addresses({"192.0.2.2"})};
};

TEST_F(BindRefusal, of_a_wrong_secret_names_the_key) {
  const Error error = refused_update({{"key_secret", other_secret}});
  EXPECT_EQ(error.reason, Reason::auth);
  EXPECT_EQ(error.effect, Effect::none);
  EXPECT_EQ(error.service_code, "BADSIG");
  EXPECT_NE(error.message.find("ddns-key"), std::string::npos) << error.message;
  const auto state =
      account_for(server_.server(), {{"key_secret", other_secret}})->read({zone_ref(), {simple_.key}}, world_.call());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().service_code, "BADSIG") << "reading tells it, too";
}

TEST_F(BindRefusal, of_an_unknown_key_or_algorithm_is_told_apart) {
  EXPECT_EQ(refused_update({{"key_name", "other-key"}}).service_code, "BADKEY");
  EXPECT_EQ(refused_update({{"key_algorithm", "hmac-sha512"}}).service_code, "BADKEY");
  EXPECT_EQ(refused_update({{"key_name", "other-key"}}).reason, Reason::auth);
  EXPECT_NE(refused_update({{"key_name", "other-key"}}).message.find("other-key"), std::string::npos);
}

TEST_F(BindRefusal, of_a_wrong_clock_names_the_difference) {
  for (const auto& [off, words] : {std::pair{3600s, "1h ahead of"}, std::pair{-3600s, "1h behind"}}) {
    World skewed(off);
    const auto account = account_for(server_.server());
    const Error error = refused(*account, skewed, unit_of({simple_}));
    EXPECT_EQ(error.reason, Reason::clock) << error.message;
    EXPECT_EQ(error.effect, Effect::none);
    // A second may pass while the test runs.
    const bool named = error.message.find(words) != std::string::npos ||
                       error.message.find("59m59s") != std::string::npos ||
                       error.message.find("1h1s") != std::string::npos;
    EXPECT_TRUE(named) << error.message;
    EXPECT_NE(error.message.find("this machine's clock says 20"), std::string::npos) << error.message;
    EXPECT_NE(error.message.find("the server's 20"), std::string::npos) << error.message;
    EXPECT_EQ(account->read({zone_ref(), {simple_.key}}, skewed.call()).error().reason, Reason::clock);
  }
}

TEST_F(BindRefusal, of_a_clock_in_1970_names_both_clocks_and_ends_with_it) {
  const auto since_1970 =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  World unset(60s - since_1970);
  const auto account = account_for(server_.server());
  const Error error = refused(*account, unset, unit_of({simple_}));
  EXPECT_EQ(error.reason, Reason::clock) << error.message;
  EXPECT_EQ(error.effect, Effect::none);
  EXPECT_NE(error.message.find("this machine's clock says 1970-01-01T00:0"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("the server's 20"), std::string::npos) << error.message;
  EXPECT_TRUE(apply(*account, world_, unit_of({simple_}))) << "the same account, once the clock is set";
}

TEST_F(BindRefusal, by_policy_or_for_want_of_a_key_is_a_matter_of_rights) {
  const auto account = account_for(server_.server());
  const Error policy = refused(
      *account, world_, unit_of({ReplaceSet{key_of("not-mine.example.com"), AddressSet{}, addresses({"192.0.2.1"})}}));
  EXPECT_EQ(policy.reason, Reason::auth);
  EXPECT_EQ(policy.service_code, "REFUSED");
  EXPECT_NE(policy.message.find("ddns-key"), std::string::npos) << policy.message;
  const Error unsigned_update = refused_update({{"key_name", ""}, {"key_secret", ""}});
  EXPECT_EQ(unsigned_update.reason, Reason::auth);
  EXPECT_EQ(unsigned_update.service_code, "REFUSED");
}

TEST_F(BindRefusal, of_foreign_zones_and_names_is_a_matter_of_settings) {
  const auto account = account_for(server_.server());
  const Error zone =
      refused(*account, world_,
              unit_of({ReplaceSet{key_of("x.example.net"), AddressSet{}, addresses({"192.0.2.1"})}}, "example.net"));
  EXPECT_EQ(zone.reason, Reason::config);
  EXPECT_EQ(zone.service_code, "NOTAUTH");
  const Error name =
      refused(*account, world_, unit_of({ReplaceSet{key_of("x.example.net"), AddressSet{}, addresses({"192.0.2.1"})}}));
  EXPECT_EQ(name.reason, Reason::config);
  EXPECT_EQ(name.service_code, "NOTZONE");
}

TEST_F(BindRefusal, where_a_cname_stands_shows_in_reading_and_writing) {
  const auto account = account_for(server_.server());
  const RecordKey key = key_of("alias.example.com");
  const auto state = read(*account, world_, {key});
  ASSERT_EQ(state.obstacles.size(), 1U);
  EXPECT_EQ(state.obstacles[0].key, key);
  EXPECT_EQ(state.obstacles[0].what, "a CNAME to ns1.example.com. stands at this name");

  BindServer server(one_zone("alias CNAME ns1\n"));
  const Error error = refused(*account_for(server.server()), world_,
                              unit_of({ReplaceSet{key, AddressSet{}, addresses({"192.0.2.1"})}}));
  EXPECT_EQ(error.reason, Reason::conflict);
  EXPECT_EQ(error.service_code, "YXRRSET");
  EXPECT_EQ(dig(server, "alias.example.com", "CNAME"), "alias.example.com. 300 IN CNAME ns1.example.com.\n")
      << "nothing was overwritten";
}

TEST_F(BindRefusal, of_a_change_that_somebody_else_made_first) {
  const auto account = account_for(server_.server());
  const auto state = read(*account, world_, {simple_.key});
  EXPECT_EQ(of(state, simple_.key), addresses({"192.0.2.1"}));
  nsupdate(server_, "update delete home.example.com A\nupdate add home.example.com 300 A 192.0.2.200");
  const Error error = refused(*account, world_, unit_of({simple_}));
  EXPECT_EQ(error.reason, Reason::conflict);
  EXPECT_EQ(error.effect, Effect::none);
  EXPECT_EQ(error.service_code, "NXRRSET");
  EXPECT_EQ(dig(server_, "home.example.com", "A"), "home.example.com. 300 IN A 192.0.2.200\n")
      << "the other change stays";
  // A create meets a set that is there by now.
  ReplaceSet create = simple_;
  create.before = AddressSet{};
  EXPECT_EQ(refused(*account, world_, unit_of({create})).service_code, "YXRRSET");
  // Read again, plan again: then it goes through.
  ReplaceSet again = simple_;
  again.before = of(read(*account, world_, {simple_.key}), simple_.key);
  EXPECT_TRUE(apply(*account, world_, unit_of({again})));
}

TEST_F(BindRefusal, to_be_reached_makes_the_next_server_be_asked) {
  const dns::Server nobody{IpAddress::parse("127.0.0.3").value(), server_.server().port};
  const auto account = account_for(server_.server(), {{"server", nobody.address.to_string()}});
  const Error error = refused(*account, world_, unit_of({simple_}));
  EXPECT_EQ(error.reason, Reason::connect);
  EXPECT_EQ(error.effect, Effect::none);
}

TEST_F(BindRefusal, to_answer_leaves_the_effect_unknown) {
  server_.freeze();
  const auto account = account_for(server_.server(), {{"message_timeout", "300ms"}});
  const Error error = refused(*account, world_, unit_of({simple_}));
  EXPECT_EQ(error.reason, Reason::timeout);
  EXPECT_EQ(error.effect, Effect::unknown);
  server_.thaw();
  // Whatever became of it, an idempotent repetition of the unguarded change is right.
  ReplaceSet again = simple_;
  again.before = std::nullopt;
  const auto patient = account_for(server_.server());
  EXPECT_TRUE(apply(*patient, world_, unit_of({again})));
  EXPECT_EQ(of(read(*patient, world_, {simple_.key}), simple_.key), simple_.after);
}

TEST_F(BindRefusal, to_serve_the_name_is_told_when_reading) {
  const auto account = account_for(server_.server());
  const auto state = account->read({zone_ref("example.net"), {key_of("x.example.net")}}, world_.call());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().service_code, "REFUSED");
}

TEST(Rfc2136Settings, that_cannot_work_are_refused_when_the_account_is_made) {
  const dns::Server server{IpAddress::parse("127.0.0.1").value(), 53};
  const auto message = [&](const std::vector<Text>& settings) -> std::string {
    try {
      static_cast<void>(account_for(server, settings));
    } catch (const std::exception& exception) {
      return exception.what();
    }
    return {};
  };
  EXPECT_EQ(message({}), "");
  EXPECT_NE(message({{"key_secret", "not base64!"}}).find("base64"), std::string::npos);
  EXPECT_EQ(message({{"key_secret", "not base64!"}}).find("not base64!"), std::string::npos) << "never shows it";
  EXPECT_NE(message({{"key_secret", ""}}).find("together"), std::string::npos);
  EXPECT_NE(message({{"key_name", ""}}).find("together"), std::string::npos);
  EXPECT_NE(message({{"server", "192.0.2.300"}}).find("192.0.2.300"), std::string::npos);
  EXPECT_NE(message({{"server", "ns1.example.com:0"}}).find("ns1.example.com:0"), std::string::npos);
  EXPECT_NE(message({{"server", ""}}).find("server"), std::string::npos);
  EXPECT_NE(message({{"key_algorithm", "gss-tsig"}}).find("key_algorithm"), std::string::npos);
  EXPECT_EQ(message({{"server", "[2001:db8::1]:5353"}}), "");
  EXPECT_EQ(message({{"server", "2001:db8::1"}}), "");
}

}  // namespace
}  // namespace ddns::test
