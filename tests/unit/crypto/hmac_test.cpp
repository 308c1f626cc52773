#include <gtest/gtest.h>

#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"

namespace ddns::crypto {
namespace {

struct Case {
  Bytes key;
  std::string data;
};

Bytes text(std::string_view value) { return {value.begin(), value.end()}; }
Bytes hex(std::string_view value) { return from_hex(value).value(); }

/// The keys and texts that RFC 2202 (with its own key lengths for cases 1, 3 and 5) and RFC 4231 share.
std::string mac(Hash hash, const Case& c) { return to_hex(hmac(hash, c.key, c.data)); }

const Bytes kCountedKey = hex("0102030405060708090a0b0c0d0e0f10111213141516171819");
const std::string kHashFirst = "Test Using Larger Than Block-Size Key - Hash Key First";
const std::string kLargerData =
    "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
    "before being used by the HMAC algorithm.";

TEST(HmacMd5, gives_the_values_of_rfc_2202) {
  EXPECT_EQ(mac(Hash::md5, {Bytes(16, 0x0b), "Hi There"}), "9294727a3638bb1c13f48ef8158bfc9d");
  EXPECT_EQ(mac(Hash::md5, {text("Jefe"), "what do ya want for nothing?"}), "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(mac(Hash::md5, {Bytes(16, 0xaa), std::string(50, '\xdd')}), "56be34521d144c88dbb8c733f0e8b3f6");
  EXPECT_EQ(mac(Hash::md5, {kCountedKey, std::string(50, '\xcd')}), "697eaf0aca3a3aea3a75164746ffaa79");
  EXPECT_EQ(mac(Hash::md5, {Bytes(16, 0x0c), "Test With Truncation"}), "56461ef2342edc00f9bab995690efd4c");
  EXPECT_EQ(mac(Hash::md5, {Bytes(80, 0xaa), kHashFirst}), "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
  EXPECT_EQ(
      mac(Hash::md5, {Bytes(80, 0xaa), "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"}),
      "6f630fad67cda0ee1fb1f562db3aa53e");
}

TEST(HmacSha1, gives_the_values_of_rfc_2202) {
  EXPECT_EQ(mac(Hash::sha1, {Bytes(20, 0x0b), "Hi There"}), "b617318655057264e28bc0b6fb378c8ef146be00");
  EXPECT_EQ(mac(Hash::sha1, {text("Jefe"), "what do ya want for nothing?"}),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(mac(Hash::sha1, {Bytes(20, 0xaa), std::string(50, '\xdd')}), "125d7342b9ac11cd91a39af48aa17b4f63f175d3");
  EXPECT_EQ(mac(Hash::sha1, {kCountedKey, std::string(50, '\xcd')}), "4c9007f4026250c6bc8414f9bf50c86c2d7235da");
  EXPECT_EQ(mac(Hash::sha1, {Bytes(20, 0x0c), "Test With Truncation"}), "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04");
  EXPECT_EQ(mac(Hash::sha1, {Bytes(80, 0xaa), kHashFirst}), "aa4ae5e15272d00e95705637ce8a3b55ed402112");
  EXPECT_EQ(
      mac(Hash::sha1, {Bytes(80, 0xaa), "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"}),
      "e8e99d0f45237d786d6bbaa7965c7808bbff1a91");
}

TEST(HmacSha2, gives_the_values_of_rfc_4231_case_1) {
  const Case c{Bytes(20, 0x0b), "Hi There"};
  EXPECT_EQ(mac(Hash::sha224, c), "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22");
  EXPECT_EQ(mac(Hash::sha256, c), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(mac(Hash::sha384, c),
            "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6");
  EXPECT_EQ(
      mac(Hash::sha512, c),
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f170"
      "2e696c203a126854");
}

TEST(HmacSha2, gives_the_values_of_rfc_4231_case_2) {
  const Case c{text("Jefe"), "what do ya want for nothing?"};
  EXPECT_EQ(mac(Hash::sha224, c), "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44");
  EXPECT_EQ(mac(Hash::sha256, c), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(mac(Hash::sha384, c),
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
  EXPECT_EQ(
      mac(Hash::sha512, c),
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b"
      "636e070a38bce737");
}

TEST(HmacSha256, gives_the_values_of_rfc_4231_cases_3_to_7) {
  EXPECT_EQ(mac(Hash::sha256, {Bytes(20, 0xaa), std::string(50, '\xdd')}),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(mac(Hash::sha256, {kCountedKey, std::string(50, '\xcd')}),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  EXPECT_EQ(mac(Hash::sha256, {Bytes(20, 0x0c), "Test With Truncation"}).substr(0, 32),
            "a3b6167473100ee06e0c796c2955552b");
  EXPECT_EQ(mac(Hash::sha256, {Bytes(131, 0xaa), kHashFirst}),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(mac(Hash::sha256, {Bytes(131, 0xaa), kLargerData}),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST(HmacSha512, gives_the_values_of_rfc_4231_cases_6_and_7) {
  EXPECT_EQ(
      mac(Hash::sha512, {Bytes(131, 0xaa), kHashFirst}),
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec"
      "8b915a985d786598");
  EXPECT_EQ(
      mac(Hash::sha512, {Bytes(131, 0xaa), kLargerData}),
      "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de04460"
      "65c97440fa8c6a58");
}

TEST(Hmac, takes_the_empty_key_and_the_empty_text) {
  // RFC 2104 pads the key with zeros: the empty key is the same as one zero octet.
  EXPECT_EQ(hmac(Hash::sha256, {}, ""), hmac(Hash::sha256, Bytes{0}, ""));
  EXPECT_EQ(to_hex(hmac(Hash::sha256, {}, "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace ddns::crypto
