#include "ddns/ipsource/choose_address.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace ddns::ipsource {
namespace {

using platform::Interface;
using platform::InterfaceAddress;
using std::chrono::seconds;

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

InterfaceAddress on(std::string name, std::string_view address, unsigned index = 2) {
  return {.address = ip(address), .prefix_length = 64, .interface_name = std::move(name), .interface_index = index};
}
InterfaceAddress with(InterfaceAddress base, void (*change)(InterfaceAddress&)) {
  change(base);
  return base;
}
/// A network whose interfaces are those of the addresses, all with a carrier.
Network network(std::vector<InterfaceAddress> addresses) {
  Network out{.addresses = std::move(addresses)};
  for (const auto& one : out.addresses) {
    if (std::ranges::find(out.interfaces, one.interface_name, &Interface::name) != out.interfaces.end()) continue;
    out.interfaces.push_back({.name = one.interface_name,
                              .index = one.interface_index,
                              .up = true,
                              .running = true,
                              .loopback = one.interface_name == "lo"});
  }
  return out;
}
Interface& named(Network& network, std::string_view name) {
  return *std::ranges::find(network.interfaces, name, &Interface::name);
}
Observation choose(std::vector<InterfaceAddress> addresses, Family family, const Selection& selection) {
  return choose_address(network(std::move(addresses)), family, selection).observation;
}
Observation known(std::string_view address) { return Known{{ip(address)}}; }
bool is_unavailable(const Observation& observation) { return std::holds_alternative<Unavailable>(observation); }

const auto temporary = [](InterfaceAddress& a) { a.temporary = true; };
const auto deprecated = [](InterfaceAddress& a) { a.deprecated = true; };
const auto tentative = [](InterfaceAddress& a) { a.tentative = true; };
const auto failed = [](InterfaceAddress& a) { a.dad_failed = true; };
const auto permanent = [](InterfaceAddress& a) { a.permanent = true; };
const auto stable = [](InterfaceAddress& a) { a.stable_privacy = true; };

TEST(ChooseAddress, temporary_deprecated_tentative_and_failed_ones_are_never_published) {
  const auto good = on("eth0", "2001:db8::10");
  for (const auto change : {+temporary, +deprecated, +tentative, +failed}) {
    const auto bad = with(on("eth0", "2001:db8::1"), change);
    EXPECT_EQ(choose({bad, good}, Family::ipv6, {}), known("2001:db8::10"));
    EXPECT_NE(choose({bad}, Family::ipv6, {}), known("2001:db8::1"));
  }
}

TEST(ChooseAddress, loopback_and_link_local_are_no_addresses) {
  EXPECT_EQ(choose({on("lo", "::1", 1), on("eth0", "fe80::1")}, Family::ipv6, {}), Observation(Known{}));
  EXPECT_EQ(choose({on("lo", "127.0.0.1", 1), on("eth0", "169.254.1.1")}, Family::ipv4, {}), Observation(Known{}));
}

TEST(ChooseAddress, waits_for_duplicate_address_detection) {
  EXPECT_TRUE(is_unavailable(choose({with(on("eth0", "2001:db8::1"), tentative)}, Family::ipv6, {})));
}

TEST(ChooseAddress, prefers_public_then_permanent_then_stable_then_the_longest_lifetime) {
  auto short_lived = on("eth0", "2a00::4");
  short_lived.preferred_lifetime = seconds{100};
  auto long_lived = on("eth0", "2a00::3");
  long_lived.preferred_lifetime = seconds{1000};
  auto stable_one = with(short_lived, stable);
  stable_one.address = ip("2a00::2");
  auto fixed = with(short_lived, permanent);
  fixed.address = ip("2a00::1");
  auto ula = with(on("eth0", "fd00::1"), permanent);
  EXPECT_EQ(choose({ula, short_lived, long_lived, stable_one, fixed}, Family::ipv6, {}), known("2a00::1"));
  EXPECT_EQ(choose({ula, short_lived, long_lived, stable_one}, Family::ipv6, {}), known("2a00::2"));
  EXPECT_EQ(choose({ula, short_lived, long_lived}, Family::ipv6, {}), known("2a00::3"));
  EXPECT_EQ(choose({ula, short_lived}, Family::ipv6, {}), known("2a00::4"));
  EXPECT_EQ(choose({ula}, Family::ipv6, {}), known("fd00::1"));
}

TEST(ChooseAddress, old_prefix_deprecated_new_one_added_moves_at_once) {
  const auto before = on("eth0", "2001:db8:1::10");
  const auto after = on("eth0", "2001:db8:2::10");
  EXPECT_EQ(choose({before}, Family::ipv6, {}), known("2001:db8:1::10"));
  EXPECT_EQ(choose({with(before, deprecated), after}, Family::ipv6, {}), known("2001:db8:2::10"));
}

TEST(ChooseAddress, a_selection_that_matches_nothing_is_unavailable_and_never_the_first_one) {
  const std::vector<InterfaceAddress> addresses{on("eth0", "198.51.100.1"), on("eth0", "198.51.100.2")};
  EXPECT_TRUE(is_unavailable(choose(addresses, Family::ipv4, {.within = *Prefix::parse("203.0.113.0/24")})));
  EXPECT_TRUE(is_unavailable(choose(addresses, Family::ipv4, {.index = 3})));
  Selection pattern{.matches = [](const std::string&) { return false; }, .matches_text = "x"};
  EXPECT_TRUE(is_unavailable(choose(addresses, Family::ipv4, pattern)));
}

TEST(ChooseAddress, picks_by_interface_network_pattern_and_position) {
  const std::vector<InterfaceAddress> addresses{on("eth0", "198.51.100.1", 2), on("eth1", "203.0.113.1", 3),
                                                on("eth1", "203.0.113.2", 3)};
  EXPECT_EQ(choose(addresses, Family::ipv4, {.interface = "eth1"}), known("203.0.113.1"));
  EXPECT_EQ(choose(addresses, Family::ipv4, {.within = *Prefix::parse("203.0.113.0/24")}), known("203.0.113.1"));
  EXPECT_EQ(choose(addresses, Family::ipv4, {.interface = "eth1", .index = 2}), known("203.0.113.2"));
  Selection pattern{.matches = [](const std::string& text) { return text.ends_with(".2"); }, .matches_text = "x"};
  EXPECT_EQ(choose(addresses, Family::ipv4, pattern), known("203.0.113.2"));
  const Observation both = Known{{ip("203.0.113.1"), ip("203.0.113.2")}};
  EXPECT_EQ(choose(addresses, Family::ipv4, {.interface = "eth1", .all = true}), both);
}

TEST(ChooseAddress, an_interface_without_the_family_knows_that_there_is_none) {
  EXPECT_EQ(choose({on("eth0", "198.51.100.1")}, Family::ipv6, {}), Observation(Known{}));
}

TEST(ChooseAddress, the_order_in_which_the_kernel_lists_them_plays_no_part) {
  std::vector<InterfaceAddress> addresses{on("eth0", "2a00::1"), with(on("eth0", "2a00::2"), permanent),
                                          with(on("eth0", "2a00::3"), stable),
                                          with(on("eth1", "2a00::4", 3), temporary), on("eth1", "fd00::5", 3)};
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::shuffle(addresses.begin(), addresses.end(), random);
    ASSERT_EQ(choose(addresses, Family::ipv6, {}), known("2a00::2"));
  }
}

TEST(ChooseAddress, a_laptop_publishes_its_leased_address_and_not_that_of_a_bridge_of_containers) {
  auto here = network({with(on("docker0", "172.17.0.1", 2), permanent), on("wlan0", "192.168.1.23", 3)});
  here.default_interface = 3;
  EXPECT_EQ(choose_address(here, Family::ipv4, {}).observation, known("192.168.1.23"));
  named(here, "docker0").running = false;
  here.default_interface.reset();
  EXPECT_EQ(choose_address(here, Family::ipv4, {}).observation, known("192.168.1.23")) << "without a default route";
}

TEST(ChooseAddress, an_ipv4_address_set_by_hand_is_not_better_than_a_leased_one) {
  EXPECT_EQ(choose({on("eth0", "192.0.2.1", 2), with(on("eth1", "192.0.2.2", 3), permanent)}, Family::ipv4, {}),
            known("192.0.2.1"));
  auto leased = on("eth0", "192.0.2.1", 2);
  leased.preferred_lifetime = seconds{10};
  EXPECT_EQ(choose({leased, on("eth1", "192.0.2.2", 3)}, Family::ipv4, {}), known("192.0.2.1"));
}

TEST(ChooseAddress, the_interface_of_the_default_route_comes_before_everything_else) {
  auto here = network({with(on("tun0", "2a00::1", 2), permanent), on("eth0", "fd00::2", 3)});
  EXPECT_EQ(choose_address(here, Family::ipv6, {}).observation, known("2a00::1"));
  here.default_interface = 3;
  const auto chosen = choose_address(here, Family::ipv6, {});
  EXPECT_EQ(chosen.observation, known("fd00::2"));
  EXPECT_EQ(chosen.others, std::vector{ip("2a00::1")});
}

TEST(ChooseAddress, interfaces_that_are_down_or_without_a_carrier_have_no_say) {
  for (bool Interface::*const lost : {&Interface::up, &Interface::running}) {
    auto here = network({on("eth0", "2a00::1", 2), on("eth1", "2a00::2", 3)});
    named(here, "eth0").*lost = false;
    const auto chosen = choose_address(here, Family::ipv6, {});
    EXPECT_EQ(chosen.observation, known("2a00::2"));
    EXPECT_TRUE(chosen.others.empty());
    EXPECT_TRUE(is_unavailable(choose_address(here, Family::ipv6, {.interface = "eth0"}).observation));
    here.addresses.pop_back();
    EXPECT_TRUE(is_unavailable(choose_address(here, Family::ipv6, {}).observation)) << "the only one is cut off";
    EXPECT_EQ(choose_address(here, Family::ipv4, {}).observation, Observation(Known{})) << "eth1 knows of none";
    named(here, "eth1").*lost = false;
    EXPECT_TRUE(is_unavailable(choose_address(here, Family::ipv4, {}).observation)) << "nobody is left to know";
  }
}

TEST(ChooseAddress, an_interface_that_is_not_there_cannot_tell) {
  EXPECT_TRUE(is_unavailable(choose({on("eth0", "192.0.2.1")}, Family::ipv4, {.interface = "eth7"})));
  EXPECT_TRUE(is_unavailable(choose({on("lo", "127.0.0.1", 1)}, Family::ipv4, {}))) << "only loopback";
}

TEST(ChooseAddress, the_others_are_ranked_and_a_selection_by_position_has_none) {
  const std::vector<InterfaceAddress> addresses{on("eth0", "10.0.0.1"), on("eth0", "198.51.100.2"),
                                                on("eth0", "198.51.100.1")};
  const auto best = choose_address(network(addresses), Family::ipv4, {});
  EXPECT_EQ(best.observation, known("198.51.100.1"));
  EXPECT_EQ(best.others, (std::vector{ip("198.51.100.2"), ip("10.0.0.1")}));
  EXPECT_TRUE(choose_address(network(addresses), Family::ipv4, {.index = 2}).others.empty());
  EXPECT_TRUE(choose_address(network(addresses), Family::ipv4, {.all = true}).others.empty());
}

TEST(ChooseAddress, two_prefixes_of_equal_lifetime_do_not_take_turns) {
  auto first = on("eth0", "2a00:1::1");
  auto second = on("eth0", "2a00:2::1");
  // Routers advertise 1800 s every 600 s at most, not at the same moment.
  for (int now = 0; now < 3600; now += 60) {
    first.preferred_lifetime = seconds{1800 - (now % 600)};
    second.preferred_lifetime = seconds{1800 - ((now + 300) % 600)};
    ASSERT_EQ(choose({second, first}, Family::ipv6, {}), known("2a00:1::1")) << now;
  }
}

TEST(ChooseAddress, a_prefix_that_is_no_longer_advertised_gives_way_before_it_ends) {
  auto dying = on("eth0", "2a00:1::1");
  auto fresh = on("eth0", "2a00:2::1");
  dying.preferred_lifetime = seconds{800};
  fresh.preferred_lifetime = seconds{1800};
  EXPECT_EQ(choose({dying, fresh}, Family::ipv6, {}), known("2a00:2::1"));
  fresh.preferred_lifetime.reset();
  EXPECT_EQ(choose({dying, fresh}, Family::ipv6, {}), known("2a00:2::1")) << "one without an end";
}

}  // namespace
}  // namespace ddns::ipsource
