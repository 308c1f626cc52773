#include "ddns/crypto/encoding.h"

#include <gtest/gtest.h>

#include "ddns/crypto/random.h"
#include "support/scripted_random.h"

namespace ddns::crypto {
namespace {

Bytes text(std::string_view value) { return {value.begin(), value.end()}; }

TEST(Hex, goes_both_ways_in_either_case) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0x7f, 0xff}), "007fff");
  EXPECT_EQ(from_hex("007Fff").value(), (Bytes{0x00, 0x7f, 0xff}));
  EXPECT_EQ(from_hex("").value(), Bytes{});
  for (const char* bad : {"0", "0g", "g0", " 00", "0x00", "00 "}) {
    const auto bytes = from_hex(bad);
    ASSERT_FALSE(bytes) << bad;
    EXPECT_EQ(bytes.error().reason, Reason::malformed);
  }
}

TEST(Base64, gives_the_values_of_rfc_4648_section_10) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : cases) {
    EXPECT_EQ(to_base64(text(plain)), encoded);
    EXPECT_EQ(from_base64(encoded).value(), text(plain));
  }
  EXPECT_EQ(to_base64(Bytes{0xfb, 0xff}), "+/8=");
}

TEST(Base64Url, uses_the_other_alphabet_and_no_padding) {
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
  EXPECT_EQ(to_base64url(text("foobar")), "Zm9vYmFy");
  EXPECT_EQ(to_base64url({}), "");
}

TEST(Base64, is_strict) {
  for (const char* bad : {"Z", "Zg", "Zg=", "Zg===", "====", "=Zg=", "Z===", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm 9",
                          "-_8=", "Zh==", "Zm9=", "Zm9v=", "Zm9v===="}) {
    const auto bytes = from_base64(bad);
    ASSERT_FALSE(bytes) << bad;
    EXPECT_EQ(bytes.error().reason, Reason::malformed) << bad;
    EXPECT_EQ(bytes.error().message.find(bad), std::string::npos) << "the text may be a key and is not quoted";
  }
}

TEST(EncodingProperties, every_octet_string_survives) {
  test::ScriptedRandom random(61);
  for (int i = 0; i < 5'000; ++i) {
    Bytes bytes(random.below(70));
    random.fill(bytes);
    ASSERT_EQ(from_hex(to_hex(bytes)).value(), bytes);
    ASSERT_EQ(from_base64(to_base64(bytes)).value(), bytes);
  }
}

TEST(EncodingProperties, what_base64_accepts_encodes_back_to_the_same_text) {
  constexpr std::string_view kAlphabet = "AQgwZ09+/=";
  test::ScriptedRandom random(62);
  int accepted = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string encoded;
    for (auto n = random.below(9); n > 0; --n) encoded += kAlphabet[random.below(kAlphabet.size())];
    const auto bytes = from_base64(encoded);
    if (!bytes) continue;
    ++accepted;
    ASSERT_EQ(to_base64(*bytes), encoded);
  }
  EXPECT_GT(accepted, 1'000);
}

TEST(SystemRandoms, fill_the_whole_span_with_changing_octets) {
  SystemRandom random;
  Bytes a(64);
  Bytes b(64);
  random.fill(a);
  random.fill(b);
  EXPECT_NE(a, b);
  EXPECT_NE(a, Bytes(64));
  EXPECT_NE(Bytes(a.end() - 8, a.end()), Bytes(8)) << "the tail was left out";
  random.fill({});
}

}  // namespace
}  // namespace ddns::crypto
