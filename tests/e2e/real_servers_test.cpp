// The program against name servers as people run them: BIND with two views, BIND that dies and comes back with its
// journal, and PowerDNS by its API and by DNS UPDATE.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/dns_lookup.h"
#include "support/needs.h"
#include "support/pdns_server.h"

namespace ddns::e2e {
namespace {

using test::BindServer;
using test::dns_lookup;
using Texts = std::set<std::string>;

constexpr std::string_view kInside = "aW5zaWRlLXNlY3JldC1pbnNpZGUtc2VjcmV0LTEyMzQ=";
constexpr std::string_view kOutside = "b3V0c2lkZS1zZWNyZXQtb3V0c2lkZS1zZWNyZXQtMTI=";

class RealServers : public testing::Test {
 protected:
  void SetUp() override { DDNS_NEEDS(BindServer::installed(), "BIND 9 (package bind9)"); }
};

/// Of these words, what dig(1) says to a question signed with a key.
std::string dig(const World& world, std::string_view key, std::string_view secret, std::string_view name) {
  std::filesystem::remove(world.folder.path() / "dig.out");  // or it would be appended to
  test::ChildProcess dig({.argv = {"/usr/bin/dig", "@127.0.0.1", "+short", "-y", cat("hmac-sha256:", key, ':', secret),
                                   std::string(name), "A"},
                          .output = world.folder.path() / "dig"});
  const auto end = dig.wait(seconds(10));
  if (!end || end->exit_code != 0) return "dig failed";
  return std::string(trim(world.folder.read("dig.out")));
}

/// One zone in two views; each key leads to its own, a stranger to neither.
test::BindConfig two_views() {
  const auto view = [](std::string_view name, std::string_view other) {
    return cat("view \"", name, "\" { match-clients { !key ", other, "-key; key ", name,
               "-key; }; zone \"home.test\" { type primary; file \"", name, ".db\"; allow-update { key ", name,
               "-key; }; }; };\n");
  };
  return {.port = 53,
          .statements = cat(test::key_statement("inside-key", "hmac-sha256", kInside),
                            test::key_statement("outside-key", "hmac-sha256", kOutside), view("inside", "outside"),
                            view("outside", "inside")),
          .files = {{"inside.db", test::zone_text("home.test")}, {"outside.db", test::zone_text("home.test")}},
          .probe = "home.test",
          .probe_key = test::tsig_key("inside-key", "hmac-sha256", kInside)};
}

/// An account for one view; its records are proved in that view, with the same key.
std::string view_account(std::string_view view, std::string_view variable) {
  const auto secret = cat("key_name: ", view, "-key, key_secret: \"${env:", variable, "}\"");
  return cat("  - { id: ", view, ", provider: rfc2136, server: 127.0.0.1, ", secret,
             ", verify: { servers: [127.0.0.1], ", secret, " } }\n");
}

std::string two_sources() {
  return wan_source() +
         "  - { id: public, type: static, addresses: [198.51.100.7], family: ipv4, allow_documentation: true }\n";
}

TEST_F(RealServers, keeps_one_name_in_two_views_of_bind_and_proves_it_in_each) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const BindServer bind(two_views());
    auto setup = world.setup(cat("interval: 1h\nlog: { level: debug }\n", two_sources(), "accounts:\n",
                                 view_account("inside", "TEST_INSIDE"), view_account("outside", "TEST_OUTSIDE"),
                                 "records:\n", "  - { name: nas.home.test, account: inside, ipv4: wan }\n",
                                 "  - { name: nas.home.test, account: outside, ipv4: public }\n"),
                             {{"TEST_INSIDE", std::string(kInside)}, {"TEST_OUTSIDE", std::string(kOutside)}});
    setup.secrets.emplace_back(kInside);
    setup.secrets.emplace_back(kOutside);
    test::Sidecar sidecar(setup);
    sidecar.start_and_wait();
    const auto inside = [&] { return dig(world, "inside-key", kInside, "nas.home.test"); };
    const auto outside = [&] { return dig(world, "outside-key", kOutside, "nas.home.test"); };
    ASSERT_TRUE(eventually([&] { return inside() == "10.9.0.1" && outside() == "198.51.100.7"; })) << sidecar.tail();
    EXPECT_TRUE(eventually([&] { return sidecar.count_log("nas.home.test A proved at 1 name servers") == 2; }))
        << sidecar.tail();

    world.cable.replace("10.9.0.2/24");
    ASSERT_TRUE(eventually([&] { return inside() == "10.9.0.2"; })) << sidecar.tail();
    EXPECT_EQ(outside(), "198.51.100.7") << "the other view has another address";
    EXPECT_TRUE(eventually([&] { return sidecar.count_log("nas.home.test A proved at 1 name servers") == 3; }))
        << sidecar.tail();
    EXPECT_EQ(sidecar.metric_sum("ddns_provider_request_failures_total"), 0.0);
    EXPECT_EQ(sidecar.stop(), 0);
  });
}

TEST_F(RealServers, goes_on_with_a_bind_that_died_and_came_back_with_its_journal) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    BindServer bind(home_zone());
    const auto sidecar =
        world.sidecar(cat(bind_settings(), two_sources(), bind_account(), "records:\n",
                          "  - { name: nas.home.test, ipv4: wan }\n", "  - { name: fix.home.test, ipv4: public }\n"));
    const auto at_bind = [&](const std::string& name) { return dns_lookup(bind.server(), name); };
    sidecar->start_and_wait();
    ASSERT_TRUE(sidecar->wait_for_log("nas.home.test A proved")) << sidecar->tail();
    ASSERT_TRUE(sidecar->wait_for_log("fix.home.test A proved")) << sidecar->tail();

    bind.kill();
    ASSERT_TRUE(std::filesystem::exists(bind.folder() / "home.db.jnl")) << "what was acknowledged lies in the journal";
    world.cable.replace("10.9.0.2/24");
    ASSERT_TRUE(sidecar->wait_for_log("nas.home.test A not updated", seconds(60))) << sidecar->tail();

    bind.start();
    ASSERT_TRUE(eventually([&] { return at_bind("nas.home.test") == Texts{"10.9.0.2"}; }, seconds(90)))
        << sidecar->tail();
    EXPECT_EQ(at_bind("fix.home.test"), Texts{"198.51.100.7"}) << "played back from the journal";
    EXPECT_EQ(at_bind("old.home.test"), Texts{"192.0.2.200"});
    const auto updates = [&](std::string_view record) {
      return sidecar->metric_sum("ddns_record_updates_total", {cat("record=\"", record, '"')});
    };
    EXPECT_TRUE(eventually([&] { return updates("nas.home.test") == 2.0; }));
    EXPECT_EQ(updates("fix.home.test"), 1.0) << "it was right all along";
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST_F(RealServers, keeps_records_at_powerdns_by_its_api_and_by_dns_update) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const test::PdnsServer pdns;
    pdns.create_zone("api.test");
    pdns.create_zone("update.test");
    pdns.allow_update("update.test", "ddns-key", kTsigSecret);
    const auto at = cat("127.0.0.1:", pdns.dns_port());
    const auto verify = cat(", verify: { servers: [\"", at, "\"] }");
    auto setup = world.setup(
        cat("interval: 1h\nlog: { level: debug }\n", wan_source(),
            "accounts:\n  - { id: api, provider: powerdns, endpoint: \"", pdns.url(),
            "\", api_key: \"${env:TEST_API_KEY}\"", verify, " }\n", "  - { id: update, provider: rfc2136, server: \"",
            at, "\", key_name: ddns-key, key_secret: \"${env:TEST_TSIG}\"", verify, " }\n", "records:\n",
            "  - { names: [nas.api.test, \"*.nas.api.test\"], account: api, ipv4: wan, ttl: 60 }\n",
            "  - { name: nas.update.test, account: update, ipv4: wan, ttl: 60 }\n"),
        {{"TEST_API_KEY", pdns.api_key()}});
    setup.secrets.push_back(pdns.api_key());
    test::Sidecar sidecar(setup);
    sidecar.start_and_wait();
    const dns::Server server{IpAddress::parse("127.0.0.1").value(), pdns.dns_port()};
    const auto all_have = [&](const std::string& address) {
      return dns_lookup(server, "nas.api.test") == Texts{address} &&
             dns_lookup(server, "x.nas.api.test") == Texts{address} &&
             dns_lookup(server, "nas.update.test") == Texts{address};
    };
    ASSERT_TRUE(eventually([&] { return all_have("10.9.0.1"); })) << sidecar.tail() << pdns.log();
    for (const auto* name : {"nas.api.test", "nas.update.test"}) {
      EXPECT_TRUE(sidecar.wait_for_log(cat(name, " A proved at 1 name servers"))) << sidecar.tail();
    }
    world.cable.replace("10.9.0.2/24");
    ASSERT_TRUE(eventually([&] { return all_have("10.9.0.2"); })) << sidecar.tail() << pdns.log();
    EXPECT_EQ(sidecar.metric_sum("ddns_provider_request_failures_total"), 0.0);
    EXPECT_EQ(sidecar.stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
