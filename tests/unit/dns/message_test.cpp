#include "ddns/dns/message.h"

#include <gtest/gtest.h>

#include "ddns/crypto/encoding.h"
#include "support/scripted_exchange.h"

namespace ddns::dns {
namespace {

using test::address_record;
using test::name_of;
using test::name_record;

Bytes hex(std::string_view text) { return crypto::from_hex(text).value(); }
std::string to_hex(const Bytes& bytes) { return crypto::to_hex(bytes); }

/// Header (one question, `answers` records in the answer section) and the question "example.com A".
std::string head(std::string_view answers) {
  return "12348400"
         "0001" +
         std::string(answers) +
         "00000000"
         "076578616d706c6503636f6d00"
         "00010001";
}

TEST(DnsEncode, writes_a_plain_question) {
  const auto wire = encode(make_query(0x1234, name_of("example.com"), Type::aaaa, true, false));
  ASSERT_TRUE(wire);
  EXPECT_EQ(to_hex(*wire), "123401000001000000000000076578616d706c6503636f6d00001c0001");
}

TEST(DnsEncode, offers_1232_octets_with_edns) {
  const auto wire = encode(make_query(0x1234, name_of("a.b"), Type::a, false, true));
  ASSERT_TRUE(wire);
  EXPECT_EQ(to_hex(*wire), "12340000000100000000000101610162000001000100002904d0000000000000");
}

TEST(DnsEncode, compresses_owner_names_and_well_known_data) {
  Message message = make_query(1, name_of("www.example.com"), Type::a, false, false);
  message.answers.push_back(name_record("www.example.com", Type::cname, "web.example.com", 1));
  message.answers.push_back(address_record("web.example.com", "192.0.2.1", 1));
  const auto wire = encode(message);
  ASSERT_TRUE(wire);
  EXPECT_EQ(to_hex(*wire),
            "000100000001000200000000"
            "03777777076578616d706c6503636f6d0000010001"
            "c00c000500010000000100060377656"
            "2c010"
            "c02d00010001000000010004c0000201");
}

TEST(DnsEncode, points_only_where_a_pointer_can_reach) {
  Message message = make_query(1, name_of("example.com"), Type::a, false, false);
  for (int i = 0; i < 1500; ++i)
    message.answers.push_back(address_record("h" + std::to_string(i) + ".example.com", "192.0.2.1"));
  // Beyond 16383 octets no place can be pointed to; names first seen there are written out, and must read back.
  for (int i = 0; i < 2; ++i) message.answers.push_back(address_record("late.example.org", "192.0.2.1"));
  const auto wire = encode(message);
  ASSERT_TRUE(wire);
  ASSERT_GT(wire->size(), 0x4000U);
  EXPECT_EQ(decode(*wire).value(), message);
}

TEST(DnsEncode, refuses_more_than_65535_octets) {
  Message message = make_query(1, name_of("example.com"), Type::a, false, false);
  message.answers.push_back({Name(), Type::txt, Class::in, 0, Bytes(65000, 1)});
  EXPECT_TRUE(encode(message));
  message.answers.push_back({Name(), Type::txt, Class::in, 0, Bytes(65000, 1)});
  const auto wire = encode(message);
  ASSERT_FALSE(wire);
  EXPECT_EQ(wire.error().reason, Reason::internal);
}

TEST(DnsDecode, gives_back_everything_that_was_encoded) {
  Message message = make_query(0xbeef, name_of("*.example.com"), Type::any, true, true);
  message.header.response = true;
  message.header.authoritative = true;
  message.header.truncated = true;
  message.header.recursion_available = true;
  message.header.opcode = Opcode::update;
  message.header.rcode = Rcode::notzone;
  message.answers = {address_record("a.example.com", "192.0.2.1", 0),
                     address_record("a.example.com", "2001:db8::1", 0xffffffff),
                     name_record("b.example.com", Type::cname, "a.example.com"),
                     test::soa_record("example.com", "ns1.example.com", 7)};
  message.authorities = {name_record("example.com", Type::ns, "ns1.example.net"),
                         {Name(name_of("a.example.com")), Type::a, Class::any, 0, {}},
                         {Name(name_of("c.example.com")), static_cast<Type>(65280), Class::in, 5, hex("c00cff")}};
  const auto wire = encode(message);
  ASSERT_TRUE(wire);
  const auto again = decode(*wire);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, message);
}

TEST(DnsDecode, reads_the_full_code_from_edns) {
  Message message = make_query(1, name_of("a"), Type::a, false, true);
  message.header.rcode = Rcode::noerror;
  EXPECT_EQ(full_rcode(message), Rcode::noerror);
  message.additionals[0].ttl = 0x01000000;
  EXPECT_EQ(full_rcode(message), Rcode::badsig) << "16, which is BADVERS outside TSIG";
}

TEST(DnsDecode, leaves_the_data_of_foreign_classes_alone) {
  const auto message = decode(hex(head("0001") + "c00c00010003000000010003"
                                                 "010203"));
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->answers[0].data, Rdata(hex("010203")));
}

struct Bad {
  std::string_view what;
  std::string wire;
};
class DnsDecodeRefuses : public testing::TestWithParam<Bad> {};

TEST_P(DnsDecodeRefuses, as_malformed) {
  const auto message = decode(hex(GetParam().wire));
  ASSERT_FALSE(message) << GetParam().what;
  EXPECT_EQ(message.error().reason, Reason::malformed);
  EXPECT_FALSE(message.error().message.empty());
}

INSTANTIATE_TEST_SUITE_P(
    , DnsDecodeRefuses,
    testing::Values(
        Bad{"nothing", ""}, Bad{"half a header", "123484000001"},
        Bad{"a question that is not there", "123484000001000000000000"},
        Bad{"an answer that is not there", head("0001")},
        Bad{"fewer answers than there are (octets follow)", head("0000") + "c00c00010001000000010004c0000201"},
        Bad{"one octet too many", head("0000") + "00"},
        Bad{"a pointer to itself", head("0001") + "c01d00010001000000010004c0000201"},
        Bad{"a pointer forwards", head("0001") + "c03000010001000000010004c0000201"},
        Bad{"two pointers in a ring", head("0002") + "c00c00050001000000010002c02b"
                                                     "c02900010001000000010004c0000201"},
        Bad{"a label and a pointer back to the label", head("0001") + "0161c01d00010001000000010004c0000201"},
        Bad{"half a pointer", head("0001") + "c0"},
        Bad{"a pointer outside", head("0001") + "ffff00010001000000010004c0000201"},
        Bad{"an unknown kind of label", head("0001") + "4100010001000000010004c0000201"},
        Bad{"a label over the end", head("0001") + "3f61"},
        Bad{"A data of 5 octets", head("0001") + "c00c00010001000000010005c000020101"},
        Bad{"A data of 3 octets", head("0001") + "c00c00010001000000010003c00002"},
        Bad{"AAAA data of 4 octets", head("0001") + "c00c001c0001000000010004c0000201"},
        Bad{"a data size over the end", head("0001") + "c00c001000010000000100ff00"},
        Bad{"a CNAME shorter than its size", head("0001") + "c00c00050001000000010003c00c00"},
        Bad{"a CNAME longer than its size", head("0001") + "c00c00050001000000010001c00c"},
        Bad{"an SOA without numbers", head("0001") + "c00c00060001000000010004c00cc00c"}),
    [](const auto& param) { return "case_" + std::to_string(param.index); });

TEST(DnsDecode, refuses_names_that_grow_beyond_255_octets_by_pointers) {
  // Each name is one label of 63 and a pointer to the one before; the fifth is too long.
  std::string wire = "123484000004000000000000";
  const std::string label = "3f" + std::string(126, '6');
  wire += label + "0000010001";         // at 12
  wire += label + "c00c" + "00010001";  // at 81
  wire += label + "c051" + "00010001";  // at 151
  EXPECT_TRUE(decode(hex("123484000003" + wire.substr(12))));
  wire += label + "c097" + "00010001";  // at 221: 4 * 64 + 1 = 257
  EXPECT_FALSE(decode(hex(wire)));
}

TEST(DnsDecode, follows_a_long_chain_of_pointers_in_time) {
  // 2000 names of one pointer each to the one before: each leads backwards, so it is allowed; it must not take for
  // ever.
  std::string wire =
      "123484000"
      "7d1"
      "000000000000"
      "0161000001"
      "0001";
  std::size_t place = 12;
  for (int i = 0; i < 2000; ++i) {
    const std::size_t pointer = 0xc000 | place;
    place = wire.size() / 2;
    wire += to_hex({static_cast<std::uint8_t>(pointer >> 8), static_cast<std::uint8_t>(pointer)}) + "00010001";
  }
  const auto message = decode(hex(wire));
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->questions.back().name.to_string(), "a.");
}

TEST(DnsWords, name_codes_and_types_that_people_know) {
  EXPECT_EQ(to_string(Rcode::nxrrset), "NXRRSET");
  EXPECT_EQ(to_string(static_cast<Rcode>(23)), "RCODE23");
  EXPECT_EQ(to_string(Type::aaaa), "AAAA");
  EXPECT_EQ(to_string(static_cast<Type>(99)), "TYPE99");
}

TEST(DnsServer, is_written_with_its_port_unless_that_is_53) {
  EXPECT_EQ((Server{test::ip_of("192.0.2.1"), 53}).to_string(), "192.0.2.1");
  EXPECT_EQ((Server{test::ip_of("192.0.2.1"), 5353}).to_string(), "192.0.2.1:5353");
  EXPECT_EQ((Server{test::ip_of("2001:db8::1"), 5353}).to_string(), "[2001:db8::1]:5353");
}

}  // namespace
}  // namespace ddns::dns
