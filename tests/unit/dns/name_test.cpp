#include "ddns/dns/name.h"

#include <gtest/gtest.h>

#include "ddns/crypto/encoding.h"
#include "support/scripted_exchange.h"

namespace ddns::dns {
namespace {

using test::name_of;

Bytes hex(std::string_view text) { return crypto::from_hex(text).value(); }

TEST(DnsName, is_the_root_by_default) {
  EXPECT_TRUE(Name().is_root());
  EXPECT_EQ(Name().to_string(), ".");
  EXPECT_EQ(Name().wire(), Bytes{0});
  EXPECT_EQ(Name(DomainName{}), Name());
}

TEST(DnsName, writes_labels_with_their_lengths) {
  EXPECT_EQ(Name(name_of("www.Example.com")).wire(), hex("03777777076578616d706c6503636f6d00"));
  EXPECT_EQ(Name(name_of("*.example.com")).to_string(), "*.example.com.");
}

TEST(DnsName, folds_case_but_not_lengths) {
  EXPECT_EQ(Name::from_wire(hex("0357575700")).value(), Name::from_wire(hex("0377777700")).value());
  // A length octet of 63 must not be taken for a character.
  Bytes longest(1, 63);
  longest.insert(longest.end(), 63, 'A');
  longest.push_back(0);
  const auto name = Name::from_wire(longest);
  ASSERT_TRUE(name);
  EXPECT_EQ(name->wire()[0], 63);
  EXPECT_EQ(name->wire()[63], 'a');
}

TEST(DnsName, gives_host_names_back) {
  const auto name = name_of("_x.home.example.com");
  EXPECT_EQ(Name(name).host().value(), name);
  EXPECT_EQ(Name().host().value(), DomainName{});
}

TEST(DnsName, keeps_labels_that_are_no_host_names_and_shows_them_escaped) {
  // john\.doe.example.com, as an SOA's RNAME may be.
  const auto rname = Name::from_wire(hex("086a6f686e2e646f65076578616d706c6503636f6d00"));
  ASSERT_TRUE(rname);
  EXPECT_EQ(rname->to_string(), "john\\.doe.example.com.");
  EXPECT_FALSE(rname->host()) << "a dot inside a label must not become two labels";
  const auto binary = Name::from_wire(hex("0300ff2000"));
  ASSERT_TRUE(binary);
  EXPECT_EQ(binary->to_string(), "\\000\\255\\032.");
  EXPECT_FALSE(binary->host());
}

TEST(DnsName, refuses_what_is_no_name) {
  EXPECT_FALSE(Name::from_wire({})) << "nothing";
  EXPECT_FALSE(Name::from_wire(hex("03777777"))) << "no end";
  EXPECT_FALSE(Name::from_wire(hex("0000"))) << "something after the end";
  EXPECT_FALSE(Name::from_wire(hex("c00c00"))) << "a pointer is no label";
  Bytes long_name;
  for (int i = 0; i < 127; ++i) long_name.insert(long_name.end(), {1, 'a'});
  long_name.push_back(0);
  EXPECT_TRUE(Name::from_wire(long_name)) << "255 octets";
  long_name.insert(long_name.begin(), {1, 'a'});
  EXPECT_FALSE(Name::from_wire(long_name)) << "257 octets";
}

TEST(DnsName, takes_the_longest_host_name) {
  const std::string label(61, 'a');
  const std::string text = std::string(63, 'a') + '.' + std::string(63, 'b') + '.' + std::string(63, 'c') + '.' + label;
  const auto name = DomainName::parse(text);
  ASSERT_TRUE(name);
  EXPECT_EQ(Name(*name).wire().size(), 255U);
  EXPECT_EQ(Name(*name).host().value(), *name);
}

}  // namespace
}  // namespace ddns::dns
