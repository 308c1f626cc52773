#include "ddns/ipsource/choose_address.h"

#include <random>

#include <gtest/gtest.h>

namespace ddns::ipsource {
namespace {

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
    EXPECT_EQ(choose_address({bad, good}, Family::ipv6, {}), known("2001:db8::10"));
    EXPECT_NE(choose_address({bad}, Family::ipv6, {}), known("2001:db8::1"));
  }
}

TEST(ChooseAddress, loopback_and_link_local_are_no_addresses) {
  EXPECT_EQ(choose_address({on("lo", "::1"), on("eth0", "fe80::1")}, Family::ipv6, {}), Observation(Known{}));
  EXPECT_EQ(choose_address({on("lo", "127.0.0.1"), on("eth0", "169.254.1.1")}, Family::ipv4, {}), Observation(Known{}));
}

TEST(ChooseAddress, waits_for_duplicate_address_detection) {
  EXPECT_TRUE(is_unavailable(choose_address({with(on("eth0", "2001:db8::1"), tentative)}, Family::ipv6, {})));
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
  EXPECT_EQ(choose_address({ula, short_lived, long_lived, stable_one, fixed}, Family::ipv6, {}), known("2a00::1"));
  EXPECT_EQ(choose_address({ula, short_lived, long_lived, stable_one}, Family::ipv6, {}), known("2a00::2"));
  EXPECT_EQ(choose_address({ula, short_lived, long_lived}, Family::ipv6, {}), known("2a00::3"));
  EXPECT_EQ(choose_address({ula, short_lived}, Family::ipv6, {}), known("2a00::4"));
  EXPECT_EQ(choose_address({ula}, Family::ipv6, {}), known("fd00::1"));
}

TEST(ChooseAddress, old_prefix_deprecated_new_one_added_moves_at_once) {
  const auto before = on("eth0", "2001:db8:1::10");
  const auto after = on("eth0", "2001:db8:2::10");
  EXPECT_EQ(choose_address({before}, Family::ipv6, {}), known("2001:db8:1::10"));
  EXPECT_EQ(choose_address({with(before, deprecated), after}, Family::ipv6, {}), known("2001:db8:2::10"));
}

TEST(ChooseAddress, a_selection_that_matches_nothing_is_unavailable_and_never_the_first_one) {
  const std::vector<InterfaceAddress> addresses{on("eth0", "198.51.100.1"), on("eth0", "198.51.100.2")};
  EXPECT_TRUE(is_unavailable(choose_address(addresses, Family::ipv4, {.within = *Prefix::parse("203.0.113.0/24")})));
  EXPECT_TRUE(is_unavailable(choose_address(addresses, Family::ipv4, {.index = 3})));
  Selection pattern{.matches = [](const std::string&) { return false; }, .matches_text = "x"};
  EXPECT_TRUE(is_unavailable(choose_address(addresses, Family::ipv4, pattern)));
}

TEST(ChooseAddress, picks_by_interface_network_pattern_and_position) {
  const std::vector<InterfaceAddress> addresses{on("eth0", "198.51.100.1", 2), on("eth1", "203.0.113.1", 3),
                                                on("eth1", "203.0.113.2", 3)};
  EXPECT_EQ(choose_address(addresses, Family::ipv4, {.interface = "eth1"}), known("203.0.113.1"));
  EXPECT_EQ(choose_address(addresses, Family::ipv4, {.within = *Prefix::parse("203.0.113.0/24")}),
            known("203.0.113.1"));
  EXPECT_EQ(choose_address(addresses, Family::ipv4, {.interface = "eth1", .index = 2}), known("203.0.113.2"));
  Selection pattern{.matches = [](const std::string& text) { return text.ends_with(".2"); }, .matches_text = "x"};
  EXPECT_EQ(choose_address(addresses, Family::ipv4, pattern), known("203.0.113.2"));
  const Observation both = Known{{ip("203.0.113.1"), ip("203.0.113.2")}};
  EXPECT_EQ(choose_address(addresses, Family::ipv4, {.interface = "eth1", .all = true}), both);
}

TEST(ChooseAddress, an_interface_without_the_family_knows_that_there_is_none) {
  EXPECT_EQ(choose_address({on("eth0", "198.51.100.1")}, Family::ipv6, {}), Observation(Known{}));
}

TEST(ChooseAddress, the_order_in_which_the_kernel_lists_them_plays_no_part) {
  std::vector<InterfaceAddress> addresses{on("eth0", "2a00::1"), with(on("eth0", "2a00::2"), permanent),
                                          with(on("eth0", "2a00::3"), stable),
                                          with(on("eth1", "2a00::4", 3), temporary), on("eth1", "fd00::5", 3)};
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::shuffle(addresses.begin(), addresses.end(), random);
    ASSERT_EQ(choose_address(addresses, Family::ipv6, {}), known("2a00::2"));
  }
}

}  // namespace
}  // namespace ddns::ipsource
