#include "../../../modules/platform/src/network_view.h"

#include <gtest/gtest.h>

namespace ddns::platform {
namespace {

InterfaceAddress entry(std::string_view text, unsigned index = 2) {
  return {.address = IpAddress::parse(text).value(),
          .prefix_length = 24,
          .interface_name = "eth0",
          .interface_index = index};
}

const std::vector<Interface> interfaces{{.name = "lo", .index = 1, .up = true, .running = true, .loopback = true},
                                        {.name = "eth0", .index = 2, .up = true, .running = true},
                                        {.name = "eth1", .index = 3, .up = true, .running = false}};

TEST(NetworkView, leaves_out_what_is_never_published) {
  const std::vector<InterfaceAddress> addresses{entry("127.0.0.1"),   entry("127.255.0.1"), entry("::1"),
                                                entry("169.254.3.4"), entry("fe80::1"),     entry("febf::1")};
  EXPECT_TRUE(view_addresses(addresses, interfaces).empty());
}

TEST(NetworkView, keeps_private_and_near_miss_addresses) {
  const std::vector<InterfaceAddress> addresses{entry("192.168.1.2"), entry("128.0.0.1"), entry("169.253.0.1"),
                                                entry("fec0::1"),     entry("fd00::1"),   entry("::2"),
                                                entry("2001:db8::1")};
  EXPECT_EQ(view_addresses(addresses, interfaces).size(), addresses.size());
}

TEST(NetworkView, does_not_see_lifetimes_and_order) {
  auto one = entry("192.0.2.1");
  auto two = entry("2001:db8::1");
  const auto before = view_addresses({one, two}, interfaces);
  one.valid_lifetime = std::chrono::seconds{100};
  two.preferred_lifetime = std::chrono::seconds{50};
  two.permanent = true;
  EXPECT_EQ(view_addresses({two, one}, interfaces), before);
}

TEST(NetworkView, sees_every_flag_that_matters) {
  const auto before = view_addresses({entry("2001:db8::1")}, interfaces);
  for (const auto flag : {&InterfaceAddress::temporary, &InterfaceAddress::deprecated, &InterfaceAddress::tentative,
                          &InterfaceAddress::dad_failed}) {
    auto changed = entry("2001:db8::1");
    changed.*flag = true;
    EXPECT_NE(view_addresses({changed}, interfaces), before);
  }
}

TEST(NetworkView, sees_the_carrier_and_the_interface) {
  const auto here = view_addresses({entry("192.0.2.1", 2)}, interfaces);
  const auto there = view_addresses({entry("192.0.2.1", 3)}, interfaces);
  EXPECT_NE(here, there);
  EXPECT_TRUE(here.at(0).running);
  EXPECT_FALSE(there.at(0).running);
  EXPECT_FALSE(view_addresses({entry("192.0.2.1", 99)}, interfaces).at(0).running) << "an interface that is gone";
}

}  // namespace
}  // namespace ddns::platform
