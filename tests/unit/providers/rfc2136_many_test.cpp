// How messages of one call travel: many at the same time, to a server by name, out of one interface, by size.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "ddns/platform/name_servers.h"
#include "rfc2136_world.h"

namespace ddns::providers {
namespace {

using namespace test_rfc2136;

/// A far server: nothing comes back before as many questions are under way as can be, `width` of them or what is left
/// of `total`. The first goes alone.
class RoundTrips {
 public:
  RoundTrips(std::size_t total, std::size_t width) : left_(total), width_(width) {}

  /// False when the others did not come.
  bool wait() {
    std::unique_lock lock(mutex_);
    const auto mine = rounds_;
    const std::size_t together = rounds_ == 0 ? 1 : std::min(width_, left_);
    if (++waiting_ == together) {
      left_ -= waiting_;
      waiting_ = 0;
      ++rounds_;
      changed_.notify_all();
      return true;
    }
    return changed_.wait_for(lock, 20s, [&] { return rounds_ != mine; });
  }

  [[nodiscard]] std::size_t rounds() const {
    const std::lock_guard lock(mutex_);
    return rounds_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t left_;
  std::size_t width_;
  std::size_t waiting_ = 0;
  std::size_t rounds_ = 0;
};

ScriptedExchange::Answer far_away(RoundTrips& trips, ScriptedExchange::Answer answer) {
  return [&trips, answer = std::move(answer)](const SeenMessage& seen) -> Result<dns::Bytes> {
    if (!trips.wait()) return fail(Reason::internal, "the questions do not come together");
    return answer(seen);
  };
}

std::vector<DomainName> hosts(int count, std::string_view zone = "example.com") {
  std::vector<DomainName> out;
  for (int i = 0; i < count; ++i) out.push_back(name_of(cat("h", i, '.', zone)));
  return out;
}

constexpr std::size_t kThousandAtSixteen = 1 + (999 + 15) / 16;

TEST(Rfc2136Many, reads_a_thousand_records_in_few_round_trips) {
  RoundTrips trips(1000, 16);
  World world(far_away(trips, zone_with({})));
  std::vector<RecordKey> keys;
  for (const auto& name : hosts(1000)) keys.push_back({name, RecordType::a});
  const auto state = world.read(keys);
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(world.exchange.seen().size(), 1000U);
  EXPECT_EQ(trips.rounds(), kThousandAtSixteen);
}

TEST(Rfc2136Many, keeps_each_answer_with_its_question) {
  std::vector<dns::ResourceRecord> records;
  std::vector<RecordKey> keys;
  for (int i = 0; i < 100; ++i) {
    records.push_back(test::address_record(cat("h", i, ".example.com"), cat("192.0.2.", i)));
    keys.push_back(key_of(cat("h", i, ".example.com")));
  }
  World world(zone_with(records));
  const auto state = world.read(keys);
  ASSERT_TRUE(state) << state.error().message;
  ASSERT_EQ(state->records.size(), 100U);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(state->records[static_cast<std::size_t>(i)].key, keys[static_cast<std::size_t>(i)]);
    EXPECT_EQ(state->records[static_cast<std::size_t>(i)].address, ip_of(cat("192.0.2.", i)));
  }
  EXPECT_EQ(world.exchange.seen().size(), 101U) << "a hundred names and their one wildcard";
}

/// Answers SOA questions for these zones; everything else is refused.
ScriptedExchange::Answer holder_of(std::vector<std::string> zones, std::vector<std::string> aliases = {}) {
  return [zones = std::move(zones), aliases = std::move(aliases)](const SeenMessage& seen) -> Result<dns::Bytes> {
    const dns::Message question = test::without_tsig(seen.message);
    const auto asked = question.questions[0].name.host().value();
    std::string zone;
    for (const auto& one : zones) {
      if (asked.is_within(name_of(one)) && one.size() > zone.size()) zone = one;
    }
    if (zone.empty()) return signed_answer(seen, Rcode::refused);
    auto answer = authoritative_answer(question, {});
    const bool alias = std::ranges::find(aliases, asked.text()) != aliases.end();
    if (alias) answer.answers = {test::name_record(asked.text(), dns::Type::cname, "www.example.net")};
    auto& section = asked.text() == zone ? answer.answers : answer.authorities;
    if (!alias) section = {test::soa_record(zone, "ns1.example.com")};
    answer.additionals.clear();
    return test::tsig_answer(answer, seen.message, kKey, test::ManualClock::kStart);
  };
}

std::set<std::string> names_of_zones(const Result<std::vector<plan::ZoneRef>>& zones) {
  std::set<std::string> out;
  if (!zones) return {cat("error: ", zones.error().message)};
  for (const auto& zone : *zones) out.insert(zone.name.text());
  return out;
}

TEST(Rfc2136Many, finds_the_zone_of_a_thousand_names_in_few_round_trips) {
  RoundTrips trips(1000, 16);
  World world(far_away(trips, holder_of({"example.com"})));
  EXPECT_EQ(names_of_zones(world.account->find_zones(hosts(1000), world.call)), std::set<std::string>{"example.com"});
  EXPECT_EQ(trips.rounds(), kThousandAtSixteen);
}

TEST(Rfc2136Many, finds_the_deepest_cut_beside_a_zone_that_would_cover_the_name) {
  World world(holder_of({"example.com", "h3.example.com"}));
  EXPECT_EQ(names_of_zones(world.account->find_zones(hosts(6), world.call)),
            (std::set<std::string>{"example.com", "h3.example.com"}));
}

TEST(Rfc2136Many, asks_the_parent_of_many_aliases_once) {
  std::vector<std::string> aliases;
  for (const auto& name : hosts(20)) aliases.push_back(name.text());
  World world(holder_of({"example.com"}, aliases));
  EXPECT_EQ(names_of_zones(world.account->find_zones(hosts(20), world.call)), std::set<std::string>{"example.com"});
  EXPECT_EQ(world.exchange.seen().size(), 21U);
}

TEST(Rfc2136Many, asks_no_further_after_a_failure) {
  std::atomic<int> asked = 0;
  World world([&](const SeenMessage&) -> Result<dns::Bytes> {
    ++asked;
    return fail(Reason::cancelled, "stop");
  });
  std::vector<RecordKey> keys;
  for (const auto& name : hosts(200)) keys.push_back({name, RecordType::a});
  const auto state = world.read(keys);
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::cancelled);
  EXPECT_EQ(asked, 1);
}

TEST(Rfc2136Many, looks_a_server_up_once_for_all_questions) {
  const auto recursive = platform::system_name_servers().at(0);
  const auto good = zone_with({});
  World world(
      [&](const SeenMessage& seen) -> Result<dns::Bytes> {
        const auto& question = seen.message.questions.at(0);
        if (question.name != dns::Name(name_of("ns1.example.net"))) {
          EXPECT_EQ(seen.server, (dns::Server{ip_of("192.0.2.77"), 5300}));
          return good(seen);
        }
        EXPECT_EQ(seen.server, (dns::Server{recursive.address, recursive.port})) << "the system's own";
        EXPECT_TRUE(seen.message.header.recursion_desired);
        auto answer = answer_to(seen.message);
        if (question.type == dns::Type::a) answer.answers = {test::address_record("ns1.example.net", "192.0.2.77")};
        answer.additionals.clear();
        return dns::encode(answer);
      },
      {{"server", "ns1.example.net:5300"}});
  const auto state = world.read({key_of("a.example.com"), key_of("b.example.com"), key_of("c.example.com")});
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(world.exchange.seen().size(), 5U) << "A and AAAA of the server, then three questions";
}

TEST(Rfc2136Many, sends_everything_out_of_the_interface_of_bind) {
  World world([](const SeenMessage& seen) { return signed_answer(seen, Rcode::noerror); }, {{"bind", "eth7"}});
  ASSERT_TRUE(world.apply({simple()}));
  World reader(zone_with({}), {{"bind", "192.0.2.9"}});
  ASSERT_TRUE(reader.read({key_of("a.example.com")}));
  EXPECT_EQ(world.exchange.seen().at(0).bind, "eth7");
  EXPECT_EQ(reader.exchange.seen().at(0).bind, "192.0.2.9");
}

TEST(Rfc2136Many, takes_tcp_for_an_update_too_large_for_a_datagram) {
  for (const auto& [count, way] : {std::pair{1, "u"}, std::pair{60, "t"}}) {
    World world([](const SeenMessage& seen) { return signed_answer(seen, Rcode::noerror); }, {{"transport", "udp"}});
    AddressSet many;
    for (int i = 1; i <= count; ++i) many.insert(ip_of(cat("2001:db8::", i)));
    ASSERT_TRUE(world.apply({ReplaceSet{key_of("www.example.com", RecordType::aaaa), AddressSet{}, many}}));
    EXPECT_EQ(travelled(world), way) << world.exchange.seen().at(0).wire.size() << " octets";
    EXPECT_EQ(world.exchange.seen().at(0).wire.size() > 1232, count > 1);
  }
}

}  // namespace
}  // namespace ddns::providers
