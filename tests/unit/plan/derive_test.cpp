#include "ddns/plan/derive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "builders.h"

namespace ddns::plan {
namespace {

using namespace test;
using testing::HasSubstr;

Observation known(std::initializer_list<std::string_view> addresses) { return Known{set_of(addresses)}; }
const Observation unavailable = Unavailable{Error{.reason = Reason::timeout, .message = "no answer"}};

AddressSet derived(const Target& target, const Observation& observation) {
  const auto desired = derive(target, observation);
  EXPECT_TRUE(desired);
  return desired ? desired->addresses : AddressSet{};
}

HostId host_id(std::string_view text) { return parse_host_id(text).value(); }

TEST(Derive, passes_key_attributes_and_sharing_on) {
  const Target target{.key = a("home"), .attributes = ttl(300), .shared = true};
  EXPECT_EQ(derive(target, known({"81.2.69.142"})), want(a("home"), {"81.2.69.142"}, ttl(300), true));
}

TEST(Derive, unavailable_leaves_the_record_alone_even_when_none_would_clear_it) {
  EXPECT_EQ(derive({.key = a("home")}, unavailable), std::nullopt);
  EXPECT_EQ(derive({.key = a("home"), .clear_when_none = true}, unavailable), std::nullopt);
}

TEST(Derive, none_clears_only_where_configured) {
  EXPECT_EQ(derive({.key = a("home")}, Known{}), std::nullopt);
  EXPECT_EQ(derive({.key = a("home"), .clear_when_none = true}, Known{}), want(a("home"), {}));
}

TEST(Derive, addresses_of_the_other_family_neither_count_nor_clear) {
  EXPECT_EQ(derived({.key = a("home")}, known({"81.2.69.142", "2a00::1"})), set_of({"81.2.69.142"}));
  EXPECT_EQ(derive({.key = a("home"), .clear_when_none = true}, known({"2a00::1"})), std::nullopt);
}

TEST(Derive, takes_one_address_unless_asked_for_all) {
  const auto both = known({"81.2.69.142", "81.2.69.7"});
  EXPECT_EQ(derived({.key = a("home")}, both), set_of({"81.2.69.7"}));
  EXPECT_EQ(derived({.key = a("home"), .many_values = true}, both), set_of({"81.2.69.7", "81.2.69.142"}));
}

TEST(Derive, host_ids_are_put_behind_the_observed_prefix) {
  Target target{.key = aaaa("nas"), .host_ids = {host_id("::1"), host_id("::dead:beef")}};
  const auto observed = known({"2a02:8071:1:2:aaaa:bbbb:cccc:dddd"});
  EXPECT_EQ(derived(target, observed), set_of({"2a02:8071:1:2::1", "2a02:8071:1:2::dead:beef"}));
  target.include_observed = true;
  EXPECT_EQ(derived(target, observed),
            set_of({"2a02:8071:1:2::1", "2a02:8071:1:2::dead:beef", "2a02:8071:1:2:aaaa:bbbb:cccc:dddd"}));
}

TEST(Derive, host_ids_do_not_touch_ipv4) {
  EXPECT_EQ(derived({.key = a("nas"), .host_ids = {host_id("::1")}}, known({"81.2.69.142"})), set_of({"81.2.69.142"}));
}

TEST(Derive, host_ids_of_several_addresses_in_one_prefix_fall_together) {
  const Target target{.key = aaaa("nas"), .host_ids = {host_id("::1")}, .many_values = true};
  EXPECT_EQ(derived(target, known({"2a02:8071:1:2::a", "2a02:8071:1:2::b", "2a02:8071:1:3::a"})),
            set_of({"2a02:8071:1:2::1", "2a02:8071:1:3::1"}));
}

// ---- host ids --------------------------------------------------------------------------------------------------

TEST(HostIds, suffix_has_64_bits_unless_told_otherwise) {
  EXPECT_EQ(host_id("::1"), (HostId{ip("::1"), 64}));
  EXPECT_EQ(host_id("::a:b"), (HostId{ip("::a:b"), 64}));
  EXPECT_EQ(host_id("::dead:beef/80"), (HostId{ip("::dead:beef"), 48}));
  EXPECT_EQ(host_id("::f:0:0:0:1/56"), (HostId{ip("::f:0:0:0:1"), 72}));
  EXPECT_EQ(host_id("::1/127"), (HostId{ip("::1"), 1}));
  EXPECT_EQ(host_id(" ::DEAD "), (HostId{ip("::dead"), 64}));
}

TEST(HostIds, mac_becomes_eui_64) {
  // RFC 4291 appendix A: the universal/local bit is inverted, FF FE goes into the middle.
  const HostId expected{ip("::211:22ff:fe33:4455"), 64};
  for (const char* text :
       {"mac(00:11:22:33:44:55)", "00:11:22:33:44:55", "00-11-22-33-44-55", "MAC( 00-11-22-33-44-55 )"}) {
    EXPECT_EQ(host_id(text), expected) << text;
  }
  EXPECT_EQ(host_id("02:00:5e:10:00:01").value, ip("::5eff:fe10:1")) << "a locally set bit is cleared";
  EXPECT_EQ(apply_host_id(ip("2a02:8071:1:2::99"), expected), ip("2a02:8071:1:2:211:22ff:fe33:4455"));
}

TEST(HostIds, errors_are_malformed_and_say_why) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "IPv6 suffix"},
      {"192.0.2.1", "IPv6 suffix"},
      {"nonsense", "IPv6 suffix"},
      {"2a02::1", "left of"},
      {"::1:0:0:0:1", "left of"},
      {"::1:0:0/96", "left of"},
      {"::1/0", "1 to 127"},
      {"::1/128", "1 to 127"},
      {"::1/", "1 to 127"},
      {"::1/-3", "1 to 127"},
      {"::1/64/64", "1 to 127"},
      {"mac(00:11:22)", "six"},
      {"mac(00:11:22:33:44:5g)", "six"},
      {"mac()", "six"},
      {"01:00:5e:00:00:01", "group MAC"},
      {"mac(00:11:22:33:44:55", "IPv6 suffix"},
      {"::1%eth0", "IPv6 suffix"},
      {"00:11:22-33:44:55", "IPv6 suffix"},
  };
  for (const auto& [text, part] : cases) {
    const auto result = parse_host_id(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().reason, Reason::malformed) << text;
    EXPECT_THAT(result.error().message, HasSubstr(part)) << text;
  }
}

TEST(HostIds, ipv4_address_comes_back_unchanged) {
  EXPECT_EQ(apply_host_id(ip("81.2.69.142"), host_id("::1")), ip("81.2.69.142"));
}

bool bit(const IpAddress& address, unsigned index) {
  return ((address.bytes()[index / 8] >> (7 - index % 8)) & 1U) != 0;
}

IpAddress random_v6(std::mt19937_64& random) {
  IpAddress::Bytes bytes{};
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return IpAddress::v6(bytes);
}

TEST(HostIds, any_length_replaces_the_low_bits_and_keeps_the_high_ones) {
  std::mt19937_64 random(20260801);
  for (unsigned bits = 0; bits <= 128; ++bits) {
    for (int round = 0; round < 20; ++round) {
      const IpAddress observed = random_v6(random);
      const HostId id{random_v6(random), bits};
      const IpAddress result = apply_host_id(observed, id);
      for (unsigned i = 0; i < 128; ++i) {
        const IpAddress& source = i < 128 - bits ? observed : id.value;
        ASSERT_EQ(bit(result, i), bit(source, i)) << "bit " << i << " of " << bits << " host bits";
      }
      EXPECT_EQ(apply_host_id(result, id), result) << "applying twice changes nothing";
    }
  }
}

TEST(HostIds, written_suffixes_of_any_length_are_read_back) {
  std::mt19937_64 random(42);
  for (unsigned length = 1; length <= 127; ++length) {
    const IpAddress suffix = apply_host_id(ip("::"), {random_v6(random), 128 - length});
    const auto id = parse_host_id(suffix.to_string() + "/" + std::to_string(length));
    ASSERT_TRUE(id) << suffix.to_string() << "/" << length;
    EXPECT_EQ(*id, (HostId{suffix, 128 - length}));
  }
}

}  // namespace
}  // namespace ddns::plan
