// Which of a machine's addresses is published: several interfaces, routes, and addresses that may not be.
#include <gtest/gtest.h>

#include <csignal>

#include "ddns/core/text.h"
#include "e2e/world.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using Texts = std::set<std::string>;

std::string config(const FakePowerDns& service, const std::string& source) {
  return cat(quiet_settings(), "sources:\n  - { id: wan, type: interface, family: ipv4, ", source, " }\naccounts:\n",
             powerdns_account("pdns", service), "records:\n", own_zone_record("one.example.com", "pdns"));
}

/// A machine with a bridge of containers that is down, and two lines.
void follows_the_default_route(World& world) {
  const test::Cable second("lan0", "lan1");
  test::ip("link add docker0 type bridge");
  test::ip("addr add 10.7.0.1/16 dev docker0");
  world.cable.add("10.8.0.1/24");
  second.add("10.9.0.1/24");
  test::ip("route add default via 10.9.0.254 dev lan0");
  FakePowerDns service{std::string(kSecret)};
  const auto sidecar = world.sidecar(config(service, "allow_private: true"));
  sidecar->start_and_wait();
  const auto published = [&](const std::string& address) {
    return eventually([&] { return service.addresses("one.example.com") == Texts{address}; });
  };
  EXPECT_TRUE(published("10.9.0.1")) << sidecar->tail();
  test::ip("route replace default via 10.8.0.254 dev wan0");
  EXPECT_TRUE(published("10.8.0.1")) << "a change of the route is noticed at once\n" << sidecar->tail();
  // Up, but nothing is plugged in.
  test::ip("link set docker0 up");
  test::ip("route replace default via 10.7.0.254 dev docker0");
  const auto rounds = sidecar->metric("ddns_cycles_total").value_or(0);
  sidecar->process().signal(SIGUSR1);
  EXPECT_TRUE(eventually([&] { return sidecar->metric("ddns_cycles_total").value_or(0) > rounds; }));
  EXPECT_TRUE(published("10.8.0.1")) << sidecar->tail();
  for (const auto& seen : service.seen()) EXPECT_EQ(seen.body.find("10.7.0.1"), std::string::npos) << seen.body;
  EXPECT_EQ(sidecar->stop(), 0);
}

TEST(Interfaces, the_address_on_the_default_route_is_published_and_never_one_of_a_bridge_without_carrier) {
  in_a_world(follows_the_default_route);
}

TEST(Interfaces, what_may_not_be_published_gives_way_to_the_next_address) {
  in_a_world([](World& world) {
    world.cable.add("5.0.0.1/24");
    world.cable.add("104.16.0.1/24");
    world.cable.add("198.51.101.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(config(service, "interface: wan0, deny: [5.0.0.0/8]"));
    sidecar->start_and_wait();
    const auto has = [&](const std::string& address) { return service.addresses("one.example.com") == Texts{address}; };
    EXPECT_TRUE(eventually([&] { return has("198.51.101.1"); })) << sidecar->tail();
    for (const auto* why : {"denied", "cdn"}) {
      EXPECT_GE(sidecar->metric(cat(R"(ddns_ip_rejected_total{family="ipv4",reason=")", why, "\"}")).value_or(0), 1.0)
          << why;
    }
    // With the only good one gone nobody knows the address: that is not "none", and the record stays.
    world.cable.remove("198.51.101.1/24");
    sidecar->process().signal(SIGUSR1);
    EXPECT_TRUE(sidecar->wait_for_log("denied by the configuration")) << sidecar->tail();
    EXPECT_TRUE(has("198.51.101.1"));
    EXPECT_EQ(service.writes(), 1U);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
