#include "ddns/dns/update.h"

#include <gtest/gtest.h>

#include "ddns/crypto/encoding.h"
#include "support/scripted_exchange.h"

namespace ddns::dns {
namespace {

using test::ip_of;
using test::name_of;
using namespace std::chrono_literals;

std::string hex_of(const UpdateBuilder& update, std::uint16_t id = 0x1234) {
  return crypto::to_hex(encode(update.message(id)).value());
}

/// Zone example.com; the counts of prerequisites and updates are part of `counts`.
std::string head(std::string_view counts) {
  return "123428000001" + std::string(counts) + "0000076578616d706c6503636f6d0000060001";
}

TEST(DnsUpdate, replaces_a_set_as_dnspython_writes_it) {
  UpdateBuilder update(name_of("example.com"));
  update.remove_set(name_of("www.example.com"), Type::a).add(name_of("www.example.com"), 300s, ip_of("192.0.2.1"));
  EXPECT_EQ(hex_of(update),
            "123428000001000000020000076578616d706c6503636f6d000006000103777777c00c000100ff000000000000c01d000100010000"
            "012c0004c0000201");
}

TEST(DnsUpdate, requires_exact_values_without_ttl) {
  UpdateBuilder update(name_of("example.com"));
  update.require_exactly(name_of("www.example.com"), Type::a, {ip_of("192.0.2.2"), ip_of("192.0.2.1")});
  EXPECT_EQ(hex_of(update), head("00020000") +
                                "03777777c00c00010001000000000004c0000201"
                                "c01d00010001000000000004c0000202");
}

TEST(DnsUpdate, requires_absence) {
  UpdateBuilder update(name_of("example.com"));
  update.require_absent(name_of("example.com"), Type::cname);
  update.require_exactly(name_of("example.com"), Type::aaaa, {});
  EXPECT_EQ(hex_of(update), head("00020000") + "c00c000500fe000000000000" + "c00c001c00fe000000000000");
}

TEST(DnsUpdate, requires_presence) {
  UpdateBuilder update(name_of("example.com"));
  update.require_present(name_of("example.com"), Type::a);
  EXPECT_EQ(hex_of(update), head("00010000") + "c00c000100ff000000000000");
}

TEST(DnsUpdate, deletes_one_value_and_adds_ipv6) {
  UpdateBuilder update(name_of("example.com"));
  update.remove(name_of("example.com"), ip_of("192.0.2.1")).add(name_of("example.com"), 60s, ip_of("2001:db8::1"));
  EXPECT_EQ(hex_of(update), head("00000002") + "c00c000100fe000000000004c0000201" +
                                "c00c001c00010000003c001020010db8000000000000000000000001");
}

TEST(DnsUpdate, keeps_ttls_in_the_protocols_range) {
  UpdateBuilder update(name_of("example.com"));
  update.add(name_of("example.com"), 5000000000s, ip_of("192.0.2.1"))
      .add(name_of("example.com"), -1s, ip_of("192.0.2.1"));
  const Message message = update.message(1);
  EXPECT_EQ(message.authorities[0].ttl, 2147483647U);
  EXPECT_EQ(message.authorities[1].ttl, 0U);
}

TEST(DnsUpdate, can_be_built_again_with_another_id) {
  UpdateBuilder update(name_of("example.com"));
  update.remove_set(name_of("example.com"), Type::a);
  EXPECT_EQ(hex_of(update, 0xabcd).substr(4), hex_of(update, 0x0001).substr(4));
  EXPECT_EQ(hex_of(update, 0xabcd).substr(0, 4), "abcd");
}

}  // namespace
}  // namespace ddns::dns
