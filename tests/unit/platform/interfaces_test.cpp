#include "ddns/platform/interfaces.h"

#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/eventually.h"
#include "support/forked.h"
#include "support/needs.h"

namespace ddns::platform {
namespace {

using Row = std::tuple<std::string, std::string, unsigned, bool, bool, bool>;  // interface, address, length, flags

std::vector<Row> rows_of(const std::vector<InterfaceAddress>& addresses) {
  std::vector<Row> rows;
  for (const auto& entry : addresses) {
    rows.emplace_back(entry.interface_name, entry.address.to_string(), entry.prefix_length, entry.temporary,
                      entry.deprecated, entry.permanent);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// The same from what ip(8) prints.
std::vector<Row> rows_of_iproute(const std::string& text) {
  std::vector<Row> rows;
  for (const auto& link : nlohmann::json::parse(text)) {
    for (const auto& entry : link.value("addr_info", nlohmann::json::array())) {
      if (!entry.contains("local")) continue;
      rows.emplace_back(link.at("ifname"), entry.at("local"), entry.at("prefixlen"), entry.value("temporary", false),
                        entry.value("deprecated", false), !entry.value("dynamic", false));
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

const InterfaceAddress& find(const std::vector<InterfaceAddress>& all, std::string_view text) {
  const auto wanted = IpAddress::parse(text).value();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& entry) { return entry.address == wanted; });
  if (found == all.end()) throw std::runtime_error("no address " + std::string(text));
  return *found;
}

void make_veth() {
  test::ip_command("link set lo up");
  test::ip_command("link add v0 address 02:00:00:00:00:01 type veth peer name v1");
  test::ip_command("link set v0 up");
  test::ip_command("link set v1 up");
}

class InterfacesInNamespace : public testing::Test {
 protected:
  void SetUp() override { DDNS_NEEDS(test::network_namespaces_available(), "a user who may make network namespaces"); }
};

TEST(Interfaces, list_the_addresses_that_iproute_lists) {
  const auto addresses = list_addresses();
  ASSERT_TRUE(addresses) << addresses.error().message;
  EXPECT_EQ(rows_of(*addresses), rows_of_iproute(test::ip_command("-j addr")));
}

TEST_F(InterfacesInNamespace, list_exactly_what_was_set_up) {
  test::run_in_network_namespace([] {
    make_veth();
    test::ip_command("addr add 192.0.2.1/24 dev v0");
    test::ip_command("addr add 192.0.2.2/24 dev v0");
    test::ip_command("addr add 198.51.100.1 peer 198.51.100.2/32 dev v1");
    test::ip_command("-6 addr add 2001:db8::1/64 dev v0 nodad valid_lft 3600 preferred_lft 1800");
    test::ip_command("-6 addr add 2001:db8::2/64 dev v0 nodad valid_lft 3600 preferred_lft 0");
    const auto addresses = list_addresses().value();
    EXPECT_EQ(rows_of(addresses), rows_of_iproute(test::ip_command("-j addr")));

    EXPECT_FALSE(find(addresses, "192.0.2.2").temporary) << "a secondary IPv4 address has the same bit";
    EXPECT_TRUE(find(addresses, "192.0.2.1").permanent);
    EXPECT_EQ(find(addresses, "192.0.2.1").valid_lifetime, std::nullopt);
    EXPECT_EQ(find(addresses, "198.51.100.1").interface_name, "v1") << "the own end of a point-to-point pair";

    const auto& dynamic = find(addresses, "2001:db8::1");
    EXPECT_FALSE(dynamic.permanent);
    EXPECT_GT(dynamic.valid_lifetime.value().count(), 3000);
    EXPECT_LE(dynamic.valid_lifetime.value().count(), 3600);
    EXPECT_LE(dynamic.preferred_lifetime.value().count(), 1800);
    EXPECT_FALSE(dynamic.tentative);
    EXPECT_TRUE(find(addresses, "2001:db8::2").deprecated);
  });
}

TEST_F(InterfacesInNamespace, tell_an_address_that_is_still_tentative) {
  test::run_in_network_namespace([] {
    make_veth();
    test::ip_command("-6 addr add 2001:db8::1/64 dev v0");
    EXPECT_TRUE(find(list_addresses().value(), "2001:db8::1").tentative);
  });
}

TEST_F(InterfacesInNamespace, list_more_addresses_than_one_message_holds) {
  test::run_in_network_namespace([] {
    test::ip_command("link set lo up");
    for (int i = 0; i < 600; ++i) {
      test::ip_command("addr add 10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1) + "/32 dev lo");
    }
    EXPECT_EQ(list_addresses().value().size(), 602U);
  });
}

TEST_F(InterfacesInNamespace, have_names_states_and_hardware_addresses) {
  test::run_in_network_namespace([] {
    make_veth();
    const auto runs = [] {
      const auto now = list_interfaces().value();
      return std::any_of(now.begin(), now.end(),
                         [](const Interface& entry) { return entry.name == "v0" && entry.running; });
    };
    ASSERT_TRUE(test::eventually(runs)) << "both ends are up, so the kernel is to find a carrier";
    const auto all = list_interfaces().value();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_TRUE(all[0].loopback);
    EXPECT_EQ(all[0].name, "lo");
    EXPECT_FALSE(all[0].mac.has_value());
    const auto v0 = std::find_if(all.begin(), all.end(), [](const Interface& entry) { return entry.name == "v0"; });
    ASSERT_NE(v0, all.end());
    EXPECT_TRUE(v0->up);
    EXPECT_TRUE(v0->running);
    EXPECT_EQ(v0->mac, (std::array<std::uint8_t, 6>{2, 0, 0, 0, 0, 1}));
    test::ip_command("link set v0 down");
    const auto later = list_interfaces().value();
    EXPECT_TRUE(std::any_of(later.begin(), later.end(),
                            [](const Interface& entry) { return entry.name == "v0" && !entry.up && !entry.running; }));
  });
}

TEST_F(InterfacesInNamespace, have_no_default_route_at_first) {
  test::run_in_network_namespace([] {
    EXPECT_EQ(default_route(Family::ipv4).value(), std::nullopt);
    EXPECT_EQ(default_route(Family::ipv6).value(), std::nullopt);
  });
}

TEST_F(InterfacesInNamespace, prefer_the_default_route_with_the_lowest_metric) {
  test::run_in_network_namespace([] {
    make_veth();
    test::ip_command("addr add 192.0.2.1/24 dev v0");
    test::ip_command("route add default via 192.0.2.254 metric 100");
    test::ip_command("route add default via 192.0.2.253 metric 50");
    test::ip_command("route add default dev v1 table 77");
    test::ip_command("route add unreachable default metric 1");
    test::ip_command("route add 203.0.113.0/24 via 192.0.2.252");
    const auto route = default_route(Family::ipv4).value();
    ASSERT_TRUE(route);
    EXPECT_EQ(route->interface_name, "v0");
    EXPECT_EQ(route->gateway, IpAddress::parse("192.0.2.253").value());
    EXPECT_EQ(route->metric, 50U);
    EXPECT_EQ(default_route(Family::ipv6).value(), std::nullopt);
  });
}

TEST_F(InterfacesInNamespace, know_ipv6_point_to_point_and_multipath_routes) {
  test::run_in_network_namespace([] {
    make_veth();
    test::ip_command("-6 addr add 2001:db8::1/64 dev v0 nodad");
    test::ip_command("-6 route add default via 2001:db8::fe dev v0 metric 512");
    EXPECT_EQ(default_route(Family::ipv6).value()->gateway, IpAddress::parse("2001:db8::fe").value());

    test::ip_command("route add default dev v1");
    auto route = default_route(Family::ipv4).value();
    EXPECT_EQ(route->interface_name, "v1");
    EXPECT_EQ(route->gateway, std::nullopt);

    test::ip_command("route del default dev v1");
    test::ip_command("addr add 192.0.2.1/24 dev v0");
    test::ip_command("route add default nexthop via 192.0.2.254 dev v0 nexthop dev v1");
    route = default_route(Family::ipv4).value();
    EXPECT_EQ(route->interface_name, "v0");
    EXPECT_EQ(route->gateway, IpAddress::parse("192.0.2.254").value());

    test::ip_command("route del default");
    test::ip_command("-4 route add default via inet6 2001:db8::fe dev v0");
    EXPECT_EQ(default_route(Family::ipv4).value()->gateway, IpAddress::parse("2001:db8::fe").value());
  });
}

}  // namespace
}  // namespace ddns::platform
