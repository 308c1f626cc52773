#include "ddns/dns/authority.h"

#include <gtest/gtest.h>

#include <map>

#include "support/manual_clock.h"
#include "support/scripted_exchange.h"
#include "support/scripted_random.h"

namespace ddns::dns {
namespace {

using test::address_record;
using test::answer_to;
using test::ip_of;
using test::name_of;
using test::name_record;
using test::ScriptedExchange;
using test::SeenMessage;
using test::soa_record;

/// A recursive server that answers from a table of "name TYPE" and says NXDOMAIN otherwise.
class World {
 public:
  struct Reply {
    std::vector<ResourceRecord> answers = {};
    std::vector<ResourceRecord> authorities = {};
    Rcode rcode = Rcode::noerror;
  };
  std::map<std::string, Reply> table;

  Result<AuthoritySet> find(std::string_view name, std::uint16_t port = 53) {
    return find_authority(doors_, resolver_, name_of(name), port);
  }
  Result<ZoneCut> zone(std::string_view name) { return find_zone(doors_, resolver_, name_of(name)); }

 private:
  Result<Bytes> answer(const SeenMessage& seen) const {
    const Question& question = seen.message.questions[0];
    const auto found = table.find(question.name.to_string() + ' ' + to_string(question.type));
    Message message = answer_to(seen.message, found == table.end() ? Rcode::nxdomain : found->second.rcode);
    if (found != table.end()) {
      message.answers = found->second.answers;
      message.authorities = found->second.authorities;
    }
    return encode(message);
  }

  test::ManualClock clock_;
  test::ScriptedRandom random_;
  ScriptedExchange exchange_{[this](const SeenMessage& seen) { return answer(seen); }};
  Doors doors_{exchange_, clock_, random_, Deadline::never()};
  StubResolver resolver_{{{ip_of("192.0.2.1")}}};
};

const auto soa = soa_record("example.com", "ns1.example.com");

TEST(Authority, finds_zone_and_all_addresses_of_all_name_servers) {
  World world;
  world.table["home.example.com. SOA"] = {{}, {soa}};
  world.table["example.com. NS"] = {{name_record("example.com", Type::ns, "ns1.example.com"),
                                     name_record("example.com", Type::ns, "ns2.example.net")}};
  world.table["ns1.example.com. A"] = {{address_record("ns1.example.com", "192.0.2.53")}};
  world.table["ns1.example.com. AAAA"] = {{address_record("ns1.example.com", "2001:db8::53")}};
  world.table["ns2.example.net. A"] = {{address_record("ns2.example.net", "198.51.100.53")}};
  const auto set = world.find("home.example.com", 5353);
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->zone, name_of("example.com"));
  EXPECT_EQ(set->primary, name_of("ns1.example.com"));
  EXPECT_EQ(set->servers, (std::vector<NamedServer>{{name_of("ns1.example.com"),
                                                     {{ip_of("192.0.2.53"), 5353}, {ip_of("2001:db8::53"), 5353}}},
                                                    {name_of("ns2.example.net"), {{ip_of("198.51.100.53"), 5353}}}}));
}

TEST(Authority, takes_the_soa_at_the_apex_and_of_missing_names) {
  World world;
  world.table["example.com. SOA"] = {{soa}};
  world.table["gone.example.com. SOA"] = {{}, {soa}, Rcode::nxdomain};
  EXPECT_EQ(world.zone("example.com")->zone, name_of("example.com"));
  EXPECT_EQ(world.zone("gone.example.com")->zone, name_of("example.com"));
}

TEST(Authority, asks_the_parent_where_an_alias_stands) {
  World world;
  // The alias leads into another zone, whose SOA must not be taken.
  world.table["www.example.com. SOA"] = {{name_record("www.example.com", Type::cname, "cdn.example.net")},
                                         {soa_record("example.net", "ns.example.net")}};
  world.table["example.com. SOA"] = {{soa}};
  EXPECT_EQ(world.zone("www.example.com")->zone, name_of("example.com"));
}

TEST(Authority, asks_the_parents_where_a_forwarder_drops_the_section) {
  World world;
  world.table["a.b.example.com. SOA"] = {};
  world.table["b.example.com. SOA"] = {};
  world.table["example.com. SOA"] = {{soa}};
  EXPECT_EQ(world.zone("a.b.example.com")->zone, name_of("example.com"));
}

TEST(Authority, believes_only_zones_that_hold_the_name) {
  World world;
  world.table["home.example.com. SOA"] = {{}, {soa_record("example.net", "ns.example.net")}};
  const auto cut = world.zone("home.example.com");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().reason, Reason::not_found);
  EXPECT_NE(cut.error().message.find("home.example.com"), std::string::npos);
}

TEST(Authority, finds_no_zone_when_only_the_root_is_told) {
  World world;
  ResourceRecord root = soa;
  root.name = Name();
  world.table["host.lan. SOA"] = {{}, {root}, Rcode::nxdomain};
  EXPECT_EQ(world.zone("host.lan").error().reason, Reason::not_found);
}

TEST(Authority, lists_a_name_server_without_address) {
  World world;
  world.table["example.com. SOA"] = {{soa}};
  world.table["example.com. NS"] = {{name_record("example.com", Type::ns, "ns1.example.com")}};
  const auto set = world.find("example.com");
  ASSERT_TRUE(set);
  EXPECT_EQ(set->servers, (std::vector<NamedServer>{{name_of("ns1.example.com"), {}}}));
}

TEST(Authority, fails_when_the_name_servers_cannot_be_told) {
  World world;
  world.table["example.com. SOA"] = {{soa}};
  EXPECT_EQ(world.find("example.com").error().reason, Reason::resolve);
  world.table["example.com. NS"] = {{}, {}, Rcode::servfail};
  EXPECT_EQ(world.find("example.com").error().reason, Reason::resolve);
}

TEST(Authority, looks_at_no_more_than_16_name_servers) {
  World world;
  world.table["example.com. SOA"] = {{soa}};
  for (int i = 0; i < 30; ++i) {
    world.table["example.com. NS"].answers.push_back(
        name_record("example.com", Type::ns, "ns" + std::to_string(i) + ".example.com"));
  }
  EXPECT_EQ(world.find("example.com")->servers.size(), 16U);
}

}  // namespace
}  // namespace ddns::dns
