#include "ddns/dns/tsig.h"

#include <gtest/gtest.h>

#include "ddns/crypto/encoding.h"
#include "support/scripted_exchange.h"

namespace ddns::dns {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
constexpr WallTime kTime{std::chrono::seconds{1767323045}};
constexpr std::string_view kMessage =
    "123428000001000000020000076578616d706c6503636f6d000006000103777777c00c000100ff000000000000c01d000100010000012c0004"
    "c0000201";
constexpr std::string_view kMac = "8c45f94386e9b7aebf4b59893675d1a8384ea6539ca3f5fa0f119745e5014b4b";
/// NOERROR, signed one second later.
constexpr std::string_view kAnswer =
    "1234a8000001000000000001076578616d706c6503636f6d00000600010864646e732d6b65790000fa00ff00000000003d0b686d61632d7368"
    "613235"
    "36000000695735a6012c00201fbe4fb7d7dfb4e6c1c937ce1355894ad88ce4fa8865577d984655f0f17760de123400000000";

Bytes hex(std::string_view text) { return crypto::from_hex(text).value(); }
TsigKey key_with(std::string_view algorithm, std::string_view name = "ddns-key") {
  return TsigKey::make(name, algorithm, Secret(std::string(kSecret))).value();
}

TEST(TsigSign, makes_the_message_that_dnspython_makes) {
  const auto result = tsig_sign(hex(kMessage), key_with("hmac-sha256"), kTime);
  ASSERT_TRUE(result);
  EXPECT_EQ(crypto::to_hex(result->mac), kMac);
  EXPECT_EQ(crypto::to_hex(result->message),
            "123428000001000000020001076578616d706c6503636f6d000006000103777777c00c000100ff000000000000c01d000100010000"
            "012c0004c0"
            "0002010864646e732d6b65790000fa00ff00000000003d0b686d61632d736861323536000000695735a5012c00208c45f94386e9b7"
            "aebf4b5989"
            "3675d1a8384ea6539ca3f5fa0f119745e5014b4b123400000000");
}

struct Vector {
  std::string_view algorithm;
  std::string_view mac;
};
class TsigSignVector : public testing::TestWithParam<Vector> {};

TEST_P(TsigSignVector, gives_the_known_mac) {
  const auto result = tsig_sign(hex(kMessage), key_with(GetParam().algorithm), kTime);
  ASSERT_TRUE(result);
  EXPECT_EQ(crypto::to_hex(result->mac), GetParam().mac);
}

INSTANTIATE_TEST_SUITE_P(
    , TsigSignVector,
    testing::Values(
        Vector{"hmac-md5", "8168b3c527aa02e8af445e0874f10e55"},
        Vector{"hmac-md5.sig-alg.reg.int.", "8168b3c527aa02e8af445e0874f10e55"},
        Vector{"HMAC-SHA1", "bc75f48a234733415a337a2c37e9362b64df89fa"},
        Vector{"hmac-sha224", "d77e9e52c1093f702fcb8b0998a0b3a5b304ce19d1ab8fa63efba8c3"}, Vector{"hmac-sha256.", kMac},
        Vector{"hmac-sha384",
               "8211b9fb1c6578b437dfa0efb8ee298e3e122d20b608567432790eb3547dfc49d3e5bbfc6b907b003ec452005b966793"},
        Vector{"hmac-sha512",
               "d87c04193bc2263bf2701bf284f5a0568e320aa8ae81a35916065f096cf60b17c68b0baf96ac6ae77885597de9c47ad282c764b"
               "a6b85fbb92bd964e"
               "f6e4c5cc1"}),
    [](const auto& param) { return "case_" + std::to_string(param.index); });

TEST(TsigSign, refuses_what_is_no_message_and_what_grows_too_long) {
  EXPECT_FALSE(tsig_sign(Bytes(11), key_with("hmac-sha256"), kTime));
  EXPECT_FALSE(tsig_sign(Bytes(65500), key_with("hmac-sha256"), kTime));
}

TEST(TsigVerify, takes_the_answer_that_dnspython_takes) {
  const auto answer = tsig_verify(hex(kAnswer), hex(kMac), key_with("hmac-sha256"), kTime);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->proof, TsigProof::good);
  EXPECT_EQ(answer->error, Rcode::noerror);
}

TEST(TsigVerify, takes_an_id_that_a_forwarder_changed) {
  Bytes changed = hex(kAnswer);
  changed[0] = 0xff;
  EXPECT_EQ(tsig_verify(changed, hex(kMac), key_with("hmac-sha256"), kTime)->proof, TsigProof::good);
}

TEST(TsigVerify, notices_every_changed_bit_of_message_and_signature) {
  const Bytes good = hex(kAnswer);
  for (std::size_t at = 2; at < good.size(); ++at) {
    Bytes changed = good;
    changed[at] ^= 1U;
    const auto answer = tsig_verify(changed, hex(kMac), key_with("hmac-sha256"), kTime);
    // Case does not count in names (a key name's letters differ in bit 5, not in bit 0), everything else does.
    ASSERT_TRUE(!answer || answer->proof != TsigProof::good) << "octet " << at;
  }
}

TEST(TsigVerify, notices_another_question_or_secret) {
  Bytes other_request = hex(kMac);
  other_request[0] ^= 1U;
  EXPECT_EQ(tsig_verify(hex(kAnswer), other_request, key_with("hmac-sha256"), kTime)->proof, TsigProof::bad_mac);
  const auto other_secret = TsigKey::make("ddns-key", "hmac-sha256", Secret("AAAA")).value();
  EXPECT_EQ(tsig_verify(hex(kAnswer), hex(kMac), other_secret, kTime)->proof, TsigProof::bad_mac);
}

TEST(TsigVerify, notices_another_key_or_algorithm) {
  EXPECT_EQ(tsig_verify(hex(kAnswer), hex(kMac), key_with("hmac-sha256", "other-key"), kTime)->proof,
            TsigProof::wrong_key);
  EXPECT_EQ(tsig_verify(hex(kAnswer), hex(kMac), key_with("hmac-sha512"), kTime)->proof, TsigProof::wrong_key);
}

TEST(TsigVerify, allows_the_fudge_and_no_second_more) {
  const auto key = key_with("hmac-sha256");
  const WallTime signed_at = kTime + 1s;
  EXPECT_EQ(tsig_verify(hex(kAnswer), hex(kMac), key, signed_at + 300s)->proof, TsigProof::good);
  EXPECT_EQ(tsig_verify(hex(kAnswer), hex(kMac), key, signed_at - 300s)->proof, TsigProof::good);
  EXPECT_EQ(tsig_verify(hex(kAnswer), hex(kMac), key, signed_at + 301s)->proof, TsigProof::bad_time);
  EXPECT_EQ(tsig_verify(hex(kAnswer), hex(kMac), key, signed_at - 301s)->proof, TsigProof::bad_time);
}

TEST(TsigVerify, tells_an_unsigned_answer) {
  Bytes bare = hex(std::string(kAnswer.substr(0, 58)));
  bare[11] = 0;
  const auto answer = tsig_verify(bare, hex(kMac), key_with("hmac-sha256"), kTime);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->proof, TsigProof::missing);
}

/// NOTAUTH with a TSIG record that has this MAC, error and other data.
Bytes refusal(std::string_view mac_size_and_mac, std::string_view error, std::string_view other) {
  const std::string rdata = "0b686d61632d736861323536000000695735a5012c" + std::string(mac_size_and_mac) + "1234" +
                            std::string(error) + std::string(other);
  const auto size = static_cast<std::uint8_t>(rdata.size() / 2);
  return hex("1234a8090001000000000001076578616d706c6503636f6d00000600010864646e732d6b65790000fa00ff0000000000" +
             crypto::to_hex(Bytes{size}) + rdata);
}

TEST(TsigVerify, reads_refusals_without_mac) {
  const auto badsig = tsig_verify(refusal("0000", "0010", "0000"), hex(kMac), key_with("hmac-sha256"), kTime);
  ASSERT_TRUE(badsig) << badsig.error().message;
  EXPECT_EQ(badsig->proof, TsigProof::empty_mac);
  EXPECT_EQ(badsig->error, Rcode::badsig);
  EXPECT_EQ(tsig_verify(refusal("0000", "0011", "0000"), hex(kMac), key_with("hmac-sha256"), kTime)->error,
            Rcode::badkey);
}

TEST(TsigVerify, reads_the_servers_clock) {
  const auto late =
      tsig_verify(refusal("0004deadbeef", "0012", "0006000069573fb5"), hex(kMac), key_with("hmac-sha256"), kTime);
  ASSERT_TRUE(late) << late.error().message;
  EXPECT_EQ(late->error, Rcode::badtime);
  ASSERT_TRUE(late->server_time);
  EXPECT_EQ(*late->server_time - kTime, 2576s);
}

TEST(TsigVerify, refuses_ill_formed_records) {
  const auto key = key_with("hmac-sha256");
  EXPECT_FALSE(tsig_verify(refusal("00ff", "0010", "0000"), hex(kMac), key, kTime)) << "MAC size over the end";
  EXPECT_FALSE(tsig_verify(refusal("0000", "0010", "0001"), hex(kMac), key, kTime)) << "other data over the end";
  EXPECT_FALSE(tsig_verify(refusal("0000", "0010", "000000"), hex(kMac), key, kTime)) << "octets behind other data";
  // The TSIG record must be the last one, and the only one.
  Bytes twice = hex(kAnswer);
  const Bytes record(twice.begin() + 29, twice.end());
  twice.insert(twice.end(), record.begin(), record.end());
  twice[11] = 2;
  EXPECT_FALSE(tsig_verify(twice, hex(kMac), key, kTime));
}

TEST(TsigKey, is_made_from_what_name_servers_write) {
  const auto key = TsigKey::make(" Ddns-Key. ", "hmac-sha512", Secret(" " + std::string(kSecret) + "\n"));
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->name.text(), "ddns-key");
  EXPECT_EQ(key->algorithm, TsigAlgorithm::hmac_sha512);
  EXPECT_EQ(key->secret.reveal(), "0123456789abcdef0123456789abcdef");
}

TEST(TsigKey, refusals_say_what_is_wrong_and_never_the_secret) {
  const auto bad_secret = TsigKey::make("k", "hmac-sha256", Secret("s3cret!"));
  ASSERT_FALSE(bad_secret);
  EXPECT_EQ(bad_secret.error().reason, Reason::config);
  EXPECT_EQ(bad_secret.error().message.find("s3cret"), std::string::npos);
  EXPECT_FALSE(TsigKey::make("k", "hmac-sha256", Secret("")));
  EXPECT_FALSE(TsigKey::make(".", "hmac-sha256", Secret("AAAA")));
  const auto bad_algorithm = TsigKey::make("k", "gss-tsig", Secret("AAAA"));
  ASSERT_FALSE(bad_algorithm);
  EXPECT_NE(bad_algorithm.error().message.find("hmac-sha256"), std::string::npos) << "names the known ones";
}

}  // namespace
}  // namespace ddns::dns
