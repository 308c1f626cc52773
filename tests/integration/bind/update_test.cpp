#include <gtest/gtest.h>

#include "integration/bind/world.h"

namespace ddns::test {
namespace {

using namespace std::chrono_literals;
using plan::ReplaceSet;

class BindUpdate : public testing::Test {
 protected:
  BindServer server_{
      one_zone("old 120 A 192.0.2.1\nold 120 A 192.0.2.2\nold AAAA 2001:db8::1\nalias CNAME ns1\n"
               "*.wild 60 A 192.0.2.99\nowned.wild 60 A 192.0.2.99\n*.cwild CNAME ns1\n")};
  World world_;
  std::unique_ptr<provider::Provider> account_ = account_for(server_.server());
};

TEST_F(BindUpdate, reads_values_with_ttl_and_leaves_the_rest_out) {
  const auto state =
      read(*account_, world_,
           {key_of("old.example.com"), key_of("old.example.com", RecordType::aaaa), key_of("none.example.com")});
  EXPECT_EQ(state.zone, zone_ref());
  EXPECT_EQ(state.knowledge, plan::Knowledge::read);
  EXPECT_EQ(of(state, key_of("old.example.com")), addresses({"192.0.2.1", "192.0.2.2"}));
  EXPECT_EQ(of(state, key_of("old.example.com", RecordType::aaaa)), addresses({"2001:db8::1"}));
  ASSERT_EQ(state.records.size(), 3U);
  EXPECT_EQ(state.records.front().attributes.ttl, 120s);
  EXPECT_TRUE(state.obstacles.empty());
}

TEST_F(BindUpdate, creates_changes_and_deletes_a_set) {
  const RecordKey key = key_of("home.example.com");
  auto done = apply(*account_, world_, unit_of({ReplaceSet{key, AddressSet{}, addresses({"192.0.2.10"})}}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(dig(server_, "home.example.com", "A"), "home.example.com. 300 IN A 192.0.2.10\n") << "the default TTL";

  done = apply(
      *account_, world_,
      unit_of({ReplaceSet{key, addresses({"192.0.2.10"}), addresses({"192.0.2.11", "192.0.2.12"}), {.ttl = 60s}}}));
  ASSERT_TRUE(done) << done.error().message;
  auto state = read(*account_, world_, {key});
  EXPECT_EQ(of(state, key), addresses({"192.0.2.11", "192.0.2.12"}));
  EXPECT_EQ(state.records.front().attributes.ttl, 60s);

  done = apply(*account_, world_, unit_of({ReplaceSet{key, addresses({"192.0.2.11", "192.0.2.12"}), {}}}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(dig(server_, "home.example.com", "A"), "");
}

TEST_F(BindUpdate, keeps_the_ttl_nobody_asked_to_change) {
  const RecordKey key = key_of("old.example.com");
  const auto state = read(*account_, world_, {key});
  const auto done =
      apply(*account_, world_,
            unit_of({ReplaceSet{key, of(state, key), addresses({"192.0.2.3"}), {}, state.records.front().attributes}}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(dig(server_, "old.example.com", "A"), "old.example.com. 120 IN A 192.0.2.3\n");
  EXPECT_EQ(dig(server_, "old.example.com", "AAAA"), "old.example.com. 300 IN AAAA 2001:db8::1\n")
      << "the other type is untouched";
}

TEST_F(BindUpdate, changes_the_ttl_alone) {
  const RecordKey key = key_of("old.example.com", RecordType::aaaa);
  const auto same = addresses({"2001:db8::1"});
  ASSERT_TRUE(apply(*account_, world_, unit_of({ReplaceSet{key, same, same, {.ttl = 30s}}})));
  EXPECT_EQ(dig(server_, "old.example.com", "AAAA"), "old.example.com. 30 IN AAAA 2001:db8::1\n");
}

TEST_F(BindUpdate, writes_ipv6_and_wildcards_and_the_apex) {
  const auto done = apply(
      *account_, world_,
      unit_of({ReplaceSet{key_of("*.home.example.com", RecordType::aaaa), AddressSet{}, addresses({"2001:db8::2:0:1"})},
               ReplaceSet{key_of("example.com", RecordType::aaaa), AddressSet{}, addresses({"2001:db8:0:0:1::"})}}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(dig(server_, "any.home.example.com", "AAAA"), "any.home.example.com. 300 IN AAAA 2001:db8::2:0:1\n");
  const auto state = read(*account_, world_,
                          {key_of("*.home.example.com", RecordType::aaaa), key_of("example.com", RecordType::aaaa)});
  EXPECT_EQ(state.records.size(), 2U);
}

TEST_F(BindUpdate, knows_what_a_wildcard_only_makes_up) {
  const auto state =
      read(*account_, world_,
           {key_of("new.wild.example.com"), key_of("owned.wild.example.com"), key_of("*.wild.example.com")});
  EXPECT_TRUE(of(state, key_of("new.wild.example.com")).empty()) << "it is the wildcard's value";
  EXPECT_EQ(of(state, key_of("owned.wild.example.com")), addresses({"192.0.2.99"}))
      << "it has the same value of its own";
  EXPECT_EQ(of(state, key_of("*.wild.example.com")), addresses({"192.0.2.99"}));
  // And so the guarded update goes through.
  const auto done = apply(
      *account_, world_, unit_of({ReplaceSet{key_of("new.wild.example.com"), AddressSet{}, addresses({"192.0.2.5"})}}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(dig(server_, "new.wild.example.com", "A"), "new.wild.example.com. 300 IN A 192.0.2.5\n");
}

TEST_F(BindUpdate, is_not_stopped_by_a_cname_that_a_wildcard_makes_up) {
  const auto state = read(*account_, world_, {key_of("new.cwild.example.com"), key_of("*.cwild.example.com")});
  ASSERT_EQ(state.obstacles.size(), 1U);
  EXPECT_EQ(state.obstacles[0].key, key_of("*.cwild.example.com"));
  const auto done =
      apply(*account_, world_,
            unit_of({ReplaceSet{key_of("new.cwild.example.com"), AddressSet{}, addresses({"192.0.2.5"})}}));
  ASSERT_TRUE(done) << done.error().message;
}

TEST_F(BindUpdate, does_a_large_batch_in_one_atomic_message) {
  std::vector<plan::Operation> operations;
  std::vector<RecordKey> keys;
  for (unsigned i = 0; i < account_->capabilities().batch; ++i) {
    keys.push_back(key_of("host-with-a-rather-long-name-" + std::to_string(i) + ".site.example.com",
                          i % 2 == 0 ? RecordType::a : RecordType::aaaa));
    const auto value = i % 2 == 0 ? "198.51.100." + std::to_string(i) : "2001:db8::" + std::to_string(i);
    operations.emplace_back(ReplaceSet{keys.back(), AddressSet{}, addresses({value})});
  }
  auto done = apply(*account_, world_, unit_of(operations));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(read(*account_, world_, keys).records.size(), keys.size());

  // One set that is not as said: nothing of the batch happens.
  for (auto& operation : operations) {
    auto& replace = std::get<ReplaceSet>(operation);
    replace.before = replace.after;
    replace.after = {};
  }
  std::get<ReplaceSet>(operations.back()).before = addresses({"2001:db8::dead"});
  done = apply(*account_, world_, unit_of(operations));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::conflict);
  EXPECT_EQ(done.error().effect, Effect::none);
  EXPECT_EQ(read(*account_, world_, keys).records.size(), keys.size());
}

TEST_F(BindUpdate, may_write_without_having_read) {
  const RecordKey key = key_of("old.example.com");
  for (int i = 0; i < 2; ++i) {  // the same again does no harm
    const auto done = apply(*account_, world_, unit_of({ReplaceSet{key, std::nullopt, addresses({"192.0.2.77"})}}));
    ASSERT_TRUE(done) << done.error().message;
  }
  EXPECT_EQ(of(read(*account_, world_, {key}), key), addresses({"192.0.2.77"}));
}

TEST_F(BindUpdate, finds_the_zone_of_names_that_are_there_and_that_are_not) {
  const auto zones = account_->find_zones(
      {DomainName::parse("old.example.com").value(), DomainName::parse("a.b.none.example.com").value(),
       DomainName::parse("example.com").value(), DomainName::parse("alias.example.com").value(),
       DomainName::parse("elsewhere.example.net").value()},
      world_.call());
  ASSERT_TRUE(zones) << zones.error().message;
  EXPECT_EQ(*zones, std::vector{zone_ref()});
}

TEST_F(BindUpdate, takes_a_stated_zone_without_asking) {
  const auto account = account_for({IpAddress::parse("127.0.0.1").value(), 1}, {{"zone", "example.com"}});
  EXPECT_EQ(account->find_zones({DomainName::parse("x.example.com").value()}, world_.call()).value(),
            std::vector{zone_ref()});
}

TEST_F(BindUpdate, works_over_udp) {
  const auto account = account_for(server_.server(), {{"transport", "udp"}});
  const RecordKey key = key_of("udp.example.com", RecordType::aaaa);
  const auto done = apply(*account, world_, unit_of({ReplaceSet{key, AddressSet{}, addresses({"2001:db8::53"})}}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(of(read(*account, world_, {key}), key), addresses({"2001:db8::53"}));
}

TEST_F(BindUpdate, takes_tcp_for_what_is_too_large_for_udp) {
  const auto account = account_for(server_.server(), {{"transport", "udp"}});
  AddressSet many;
  for (int i = 0; i < 100; ++i) many.insert(IpAddress::parse("2001:db8::" + std::to_string(i)).value());
  const RecordKey key = key_of("many.example.com", RecordType::aaaa);
  const auto done = apply(*account, world_, unit_of({ReplaceSet{key, AddressSet{}, many}}));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(of(read(*account, world_, {key}), key), many) << "read over TCP after the datagram was cut off";
}

TEST_F(BindUpdate, knows_its_server_by_name) {
  const auto account = account_for(server_.server(), {{"server", "localhost"}});
  EXPECT_EQ(read(*account, world_, {key_of("old.example.com")}).records.size(), 2U);
}

TEST_F(BindUpdate, signs_with_every_algorithm) {
  for (const std::string algorithm : {"hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha384", "hmac-sha512"}) {
    auto config = one_zone("old A 192.0.2.1\n", "grant k-" + algorithm + " zonesub A AAAA;");
    config.statements = key_statement("k-" + algorithm, algorithm, kSecret) + config.statements;
    BindServer server(config);
    const auto account = account_for(server.server(), {{"key_name", "k-" + algorithm}, {"key_algorithm", algorithm}});
    const auto done =
        apply(*account, world_, unit_of({ReplaceSet{key_of("x.example.com"), AddressSet{}, addresses({"192.0.2.1"})}}));
    ASSERT_TRUE(done) << algorithm << ": " << done.error().message;
  }
}

}  // namespace
}  // namespace ddns::test
