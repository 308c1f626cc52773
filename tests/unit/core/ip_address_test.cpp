#include "ddns/core/ip_address.h"

#include <gtest/gtest.h>

#include <utility>

namespace ddns {
namespace {

std::string text_of(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->to_string() : "error";
}

TEST(IpAddressParse, reads_dotted_quads) {
  const auto address = IpAddress::parse("192.0.2.255");
  ASSERT_TRUE(address);
  EXPECT_EQ(*address, IpAddress::v4({192, 0, 2, 255}));
  EXPECT_TRUE(address->is_v4());
  EXPECT_EQ(address->bytes().size(), 4U);
  EXPECT_EQ(text_of("0.0.0.0"), "0.0.0.0");
}

TEST(IpAddressParse, refuses_what_is_nearly_ipv4) {
  for (const char* bad : {"",          "1",         "1.2.3",      "1.2.3.4.",  ".1.2.3.4", "1.2.3.4.5", "01.2.3.4",
                          "1.2.3.00",  "256.1.1.1", "1.2.3.-4",   "1.2.3.+4",  "1.2.3.4 ", " 1.2.3.4",  "1.2.3.4\n",
                          "0x1.2.3.4", "1..2.3",    "1.2.3.4/32", "1.2.3.1e1", "16909060", "1,2,3,4",   "1.2.3.0004"}) {
    const auto address = IpAddress::parse(bad);
    ASSERT_FALSE(address) << bad;
    EXPECT_EQ(address.error().reason, Reason::malformed) << bad;
  }
}

TEST(IpAddressParse, reads_the_three_ipv6_forms) {
  IpAddress::Bytes bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 8, 8, 0, 0x20, 0x0c, 0x41, 0x7a};
  EXPECT_EQ(IpAddress::parse("2001:DB8:0:0:8:800:200C:417A").value(), IpAddress::v6(bytes));
  EXPECT_EQ(IpAddress::parse("2001:db8::8:800:200c:417a").value(), IpAddress::v6(bytes));
  EXPECT_EQ(text_of("::"), "::");
  EXPECT_EQ(text_of("0:0:0:0:0:0:13.1.68.3"), "::d01:4403");
  EXPECT_EQ(text_of("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0");
  EXPECT_EQ(text_of("::2:3:4:5:6:7:8"), "0:2:3:4:5:6:7:8");
}

TEST(IpAddressParse, refuses_what_is_nearly_ipv6) {
  for (const char* bad : {":",
                          ":::",
                          "1::2::3",
                          "1:2:3:4:5:6:7",
                          "1:2:3:4:5:6:7:8:9",
                          "1:2:3:4:5:6:7:8::",
                          "::1:2:3:4:5:6:7:8",
                          "12345::",
                          "g::",
                          "1:",
                          ":1",
                          "fe80::1%eth0",
                          "fe80::1%1",
                          "[::1]",
                          "::1/128",
                          " ::1",
                          "::1 ",
                          "::1.2.3",
                          "::1.2.3.4.5",
                          "1.2.3.4::",
                          "::1.2.3.4:5",
                          "::01.2.3.4",
                          "1:2:3:4:5:6:7:1.2.3.4",
                          "::00001",
                          "1::2:",
                          ":1::2",
                          "::-1",
                          "0x1::"}) {
    const auto address = IpAddress::parse(bad);
    ASSERT_FALSE(address) << bad;
    EXPECT_EQ(address.error().reason, Reason::malformed) << bad;
  }
}

TEST(IpAddressParse, keeps_a_mapped_address_in_its_family) {
  const auto address = IpAddress::parse("::ffff:192.0.2.1");
  ASSERT_TRUE(address);
  EXPECT_TRUE(address->is_v6());
  EXPECT_NE(*address, IpAddress::v4({192, 0, 2, 1}));
}

TEST(IpAddressParse, quotes_no_more_of_a_long_text_than_needed) {
  const auto address = IpAddress::parse(std::string(10'000, '\xff'));
  ASSERT_FALSE(address);
  EXPECT_LT(address.error().message.size(), 300U);
}

TEST(IpAddressText, follows_rfc_5952) {
  const std::pair<const char*, const char*> cases[] = {
      // section 4.1 to 4.3: no leading zeros, longest run, first of equals, never a single group, lower case
      {"2001:0db8::0001", "2001:db8::1"},
      {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:DB8::ABCD", "2001:db8::abcd"},
      {"0:0:0:0:0:0:0:1", "::1"},
      {"1:0:0:0:0:0:0:0", "1::"},
      {"0:0:1:0:0:0:0:0", "0:0:1::"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      // section 5: the dotted tail
      {"::ffff:c000:0201", "::ffff:192.0.2.1"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(text_of(in), out);
}

TEST(IpAddressBytes, takes_four_or_sixteen) {
  const std::vector<std::uint8_t> bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};
  for (std::size_t n = 0; n <= bytes.size(); ++n) {
    const auto address = IpAddress::from_bytes(std::span(bytes).first(n));
    EXPECT_EQ(address.has_value(), n == 4 || n == 16) << n;
    if (!address) {
      EXPECT_EQ(address.error().reason, Reason::malformed);
    }
  }
  EXPECT_EQ(IpAddress::from_bytes(std::span(bytes).first(4)).value(), IpAddress::v4({1, 2, 3, 4}));
  EXPECT_EQ(IpAddress::from_bytes(std::span(bytes).first(16)).value().to_string(), "102:304:506:708:90a:b0c:d0e:f10");
}

TEST(IpAddressOrder, is_by_family_then_bytes) {
  EXPECT_LT(IpAddress::v4({255, 255, 255, 255}), IpAddress::v6({}));
  EXPECT_LT(IpAddress::v4({9, 0, 0, 0}), IpAddress::v4({10, 0, 0, 0}));
  EXPECT_EQ(IpAddress(), IpAddress::parse("0.0.0.0").value());
}

TEST(FamilyWords, go_both_ways) {
  for (const auto family : {Family::ipv4, Family::ipv6}) EXPECT_EQ(family_from(to_string(family)), family);
  EXPECT_EQ(family_from("4"), Family::ipv4);
  EXPECT_EQ(family_from("inet"), Family::ipv4);
  EXPECT_EQ(family_from("6"), Family::ipv6);
  EXPECT_EQ(family_from("inet6"), Family::ipv6);
  EXPECT_EQ(family_from("IPv4"), std::nullopt);
  EXPECT_EQ(family_from(""), std::nullopt);
}

}  // namespace
}  // namespace ddns
