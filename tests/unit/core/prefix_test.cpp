#include <gtest/gtest.h>

#include "ddns/core/ip_address.h"
#include "support/scripted_random.h"

namespace ddns {
namespace {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
Prefix net(std::string_view text) { return Prefix::parse(text).value(); }

TEST(PrefixParse, reads_networks_and_bare_addresses) {
  EXPECT_EQ(net("192.0.2.0/24").to_string(), "192.0.2.0/24");
  EXPECT_EQ(net("2001:db8::/32").to_string(), "2001:db8::/32");
  EXPECT_EQ(net("192.0.2.1").length(), 32U);
  EXPECT_EQ(net("2001:db8::1").length(), 128U);
  EXPECT_EQ(net("0.0.0.0/0").length(), 0U);
}

TEST(PrefixParse, refuses_typing_mistakes) {
  for (const char* bad :
       {"", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/024", "192.0.2.0/-1", "192.0.2.0/+1",
        "192.0.2.0/24/24", "192.0.2.0/24 ", "192.0.2.0/4294967296", "192.0.2/24", "::/a"}) {
    const auto prefix = Prefix::parse(bad);
    ASSERT_FALSE(prefix) << bad;
    EXPECT_EQ(prefix.error().reason, Reason::malformed) << bad;
  }
}

TEST(PrefixParse, names_the_network_when_host_bits_are_set) {
  const auto prefix = Prefix::parse("192.0.2.17/24");
  ASSERT_FALSE(prefix);
  EXPECT_NE(prefix.error().message.find("192.0.2.0/24"), std::string::npos) << prefix.error().message;
}

TEST(PrefixMake, clears_host_bits) {
  EXPECT_EQ(Prefix::make(ip("192.0.2.255"), 25).value(), net("192.0.2.128/25"));
  EXPECT_EQ(Prefix::make(ip("2001:db8:ffff::1"), 33).value(), net("2001:db8:8000::/33"));
  EXPECT_EQ(Prefix::make(ip("255.255.255.255"), 0).value(), net("0.0.0.0/0"));
  EXPECT_FALSE(Prefix::make(ip("192.0.2.1"), 33));
}

TEST(PrefixContains, looks_at_the_family_and_the_leading_bits) {
  EXPECT_TRUE(net("192.0.2.0/24").contains(ip("192.0.2.255")));
  EXPECT_FALSE(net("192.0.2.0/24").contains(ip("192.0.3.0")));
  EXPECT_TRUE(net("172.16.0.0/12").contains(ip("172.31.255.255")));
  EXPECT_FALSE(net("172.16.0.0/12").contains(ip("172.32.0.0")));
  EXPECT_TRUE(net("0.0.0.0/0").contains(ip("8.8.8.8")));
  EXPECT_FALSE(net("0.0.0.0/0").contains(ip("::")));
  EXPECT_FALSE(net("::/0").contains(ip("8.8.8.8")));
  EXPECT_TRUE(net("2000::/3").contains(ip("3fff::1")));
  EXPECT_FALSE(net("2000::/3").contains(ip("4000::")));
  EXPECT_FALSE(net("192.0.2.1").contains(ip("192.0.2.2")));
}

TEST(PrefixProperties, a_network_holds_the_address_it_was_made_from_and_loses_it_when_a_network_bit_flips) {
  test::ScriptedRandom random(3);
  for (int i = 0; i < 5'000; ++i) {
    IpAddress::Bytes bytes{};
    random.fill(bytes);
    const IpAddress address = IpAddress::v6(bytes);
    const auto length = static_cast<unsigned>(random.below(129));
    const Prefix prefix = Prefix::make(address, length).value();
    ASSERT_TRUE(prefix.contains(address));
    ASSERT_EQ(Prefix::parse(prefix.to_string()).value(), prefix);
    const auto bit = random.below(128);
    bytes.at(bit / 8) = static_cast<std::uint8_t>(bytes.at(bit / 8) ^ (0x80U >> (bit % 8)));
    ASSERT_EQ(prefix.contains(IpAddress::v6(bytes)), bit >= length) << prefix.to_string() << " bit " << bit;
  }
}

}  // namespace
}  // namespace ddns
