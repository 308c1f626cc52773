// The keys were made for this test and open nothing. The expected signatures come from the openssl command.
#include "ddns/crypto/rsa.h"

#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"

namespace ddns::crypto {
namespace {

constexpr const char* kKey = R"(-----BEGIN PRIVATE KEY-----
MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAK93HsbMk7BVtpYG
sG1t/j1vnRxEuDqssBlqHGb1KhqJlDgeIMWLuF1IWYh4nd7g/PXdYjt90FGLKTC/
FZpOFJGKsZe6L7kBQ+o8x74Osj1U63lAzFAqUnxqTbrAAoIla5eSiPPc7uJgIphN
HTCXyJO0EVEJV11BMvHTMKO/1IUbAgMBAAECgYAGDw/x/2huI1eNsKdw7+ZiirMb
IchWxlXCWuamK3sLtYp3sZqiF6QDHJdy3e9dndk+SCm3Mi36UtrWQxLk5CNToJgs
2F86xjMFfCWt+B7BOtGZ5VwoeUxgeBuFeyjfQ1aBmhE2PD2MQyGuIzcEXgMq875M
gYD+PlNAKhZy/MLVcQJBANtIIi4WsVN8HKhgZI1mVGKFsji/ZnLEEpr4bi4wzhMS
DsmDCpnPxHdKERT271T03M91ddL6GoDkt2Gqgo8maAkCQQDM2Lk/KjVVHT9dET+8
Q/Og96B1401T6SpK3akHM7v3c8kzfneiZYlM95teB05hT1z4JqGni46fGrOPqJ/A
mCUDAkEApCanj6DlNf3e5hziqQdFfEthUyHU62zkEKaQtHtMiPInp6o1MVdbV4FW
sD76grqa4aKohTs8w+hzbuVZvxedIQJAQuLVAenvRh5prSLPs9JgP4P7keKpQifV
FmLwKRjcXD0jSjwWJiGPRmFnCrnJ/v4h9ijvCb0I0ayvSs4dc456LwJBAKxFc6vO
LmraE/kzfWXJf1lQvN31qd75fziTrVfu06sRhARwkY9Y2ZO0y0m+rsd/vH4zs1QC
hcyMV8PdRxyUg+o=
-----END PRIVATE KEY-----
)";

/// The same key as PKCS#1.
constexpr const char* kOldForm = R"(-----BEGIN RSA PRIVATE KEY-----
MIICXQIBAAKBgQCvdx7GzJOwVbaWBrBtbf49b50cRLg6rLAZahxm9SoaiZQ4HiDF
i7hdSFmIeJ3e4Pz13WI7fdBRiykwvxWaThSRirGXui+5AUPqPMe+DrI9VOt5QMxQ
KlJ8ak26wAKCJWuXkojz3O7iYCKYTR0wl8iTtBFRCVddQTLx0zCjv9SFGwIDAQAB
AoGABg8P8f9obiNXjbCncO/mYoqzGyHIVsZVwlrmpit7C7WKd7GaohekAxyXct3v
XZ3ZPkgptzIt+lLa1kMS5OQjU6CYLNhfOsYzBXwlrfgewTrRmeVcKHlMYHgbhXso
30NWgZoRNjw9jEMhriM3BF4DKvO+TIGA/j5TQCoWcvzC1XECQQDbSCIuFrFTfByo
YGSNZlRihbI4v2ZyxBKa+G4uMM4TEg7JgwqZz8R3ShEU9u9U9NzPdXXS+hqA5Ldh
qoKPJmgJAkEAzNi5Pyo1VR0/XRE/vEPzoPegdeNNU+kqSt2pBzO793PJM353omWJ
TPebXgdOYU9c+Cahp4uOnxqzj6ifwJglAwJBAKQmp4+g5TX93uYc4qkHRXxLYVMh
1Ots5BCmkLR7TIjyJ6eqNTFXW1eBVrA++oK6muGiqIU7PMPoc27lWb8XnSECQELi
1QHp70Yeaa0iz7PSYD+D+5HiqUIn1RZi8CkY3Fw9I0o8FiYhj0ZhZwq5yf7+IfYo
7wm9CNGsr0rOHXOOei8CQQCsRXOrzi5q2hP5M31lyX9ZULzd9ane+X84k61X7tOr
EYQEcJGPWNmTtMtJvq7Hf7x+M7NUAoXMjFfD3UcclIPq
-----END RSA PRIVATE KEY-----
)";

/// The same key, encrypted with "hunter2".
constexpr const char* kEncrypted = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIIC3TBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIg01HlKELF+sCAggA
MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBDVIsQjLJ2ksU9C+gVH32bCBIIC
gCKOSAILAk+XycA5thmYbklTjckFwUGMBZ+WJLDwkEM++xkKSCDV9HwajCFqjWwB
gcKCf5JJbh4jYuuSiitlapPiIfjlh39SgfbnDkk96K/FkoT2UJaOxoz+5A+LVOtQ
7KopcQYS0Pg6eWF37+ubntCA79hmDPgDysR+DfM4gv+jLk8C7HT/Rb8XKnhAuwUl
KdE6evSVP5AHWdvt0ess9RLMm1D0oegmEa2QahAxd4iRpQFU6z2lDzoeYBMCYDkk
6hyV2Qc3AAW3uoSkRHisbHnQBQZBYa7avysPJdbGzWNWMcxk+74KWmv9a621Pgzo
NCOi0iauvreSNSE5aPA4UYx8A394IzO98tSvsV2Eq48L2L7Tx1GDItqlypEtSAAm
CdzZmawG8H6cTdRWl01HhyH3PAkCkaMI0fKgblk7O4fx8Ffvhp/j5q6bNqaMlME5
xWZjD8MWwiYV1VN7ZjP3BMrQgHEmxAGtfbPno/uZvA69Dx48vqsdRNab5RnPm6jL
n8OwdaH9xEEguTNJmSe1pqAoXlngtOenLdzfwwaMXzXapkyxxkOpEpbrw4Uv/VO9
iw8I13ULk5MtxzQMHGvIxHkJrmPusmOzgxGwK6z2cQiVfKL+gAU4pIZb8AnzfyQo
Ddhil9cNVBe2VoczRJjgtGGe8kgiVELBUmrpNkW0QUVhV5r4jD7ia8n/Gy04KhVe
4wmteEF/0ps730K9CouWWwHtzrjSdYnLDPgqJIWFLiSJ69/V4GPdkQb5aRWMRC2n
a8r+6REr/X1OHmIbgY7y9tnK207E9yvg0rNsJch5M6uejGIPU+Ig/kpIjSTfG1cT
JVLE/W54rD4bCN67ppV3lVA=
-----END ENCRYPTED PRIVATE KEY-----
)";

constexpr const char* kEllipticCurve = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXG7ogZBGt7uMG46S
uSQuCQRb0QP3qPgAgebmqDgvVJahRANCAART4WeMCtWBrdp04mkzH4fLxEiyJ9Ad
/XTkHmA0NVCFa4Ad96bdXrzGKKpR8xkj1FEZJ0ETb8VGuqEQO+84Hu7y
-----END PRIVATE KEY-----
)";

constexpr std::string_view kText = "what do ya want for nothing?";
constexpr std::string_view kSha256Signature =
    "4e4a7360b3bb049e5a74a5539d785add9bddf7a38197b47a00222a0aa3b9b3ba1a3a07a76488af1a8feb42422aedc804000cc6d6f428e2ff91"
    "3185d9361ea33e"
    "d87a2bd165237234e2aacd668040df864662b1e10495f8e5062cb100b786576dda512cd9cbf69e5383a61365847b2e2dce591898a219b58963"
    "8b47c8f68354da";
constexpr std::string_view kSha1Signature =
    "8344e10c63585c36026e6a2747ba3c96efd95257202a006dd0e4aee1b9a73146f937ca89bb351558974e98ae3ba91fe8d90dbd9ac67930caf5"
    "ac1fb0d4b6c70f"
    "f5d3164cc8693cb6d079e98214befb145abe408707dd9dd69d7c0243c48bb1edf0225f7c5094711a0cc51ebe812082d965dd754a51df4178cc"
    "7d29b4494650a0";

std::string signature(const Result<RsaKey>& key, Hash hash = Hash::sha256) {
  return key ? to_hex(key->sign(hash, kText).value()) : key.error().message;
}

TEST(RsaSignatures, are_those_of_the_openssl_command) {
  const auto key = RsaKey::from_pem(Secret(kKey));
  EXPECT_EQ(signature(key), kSha256Signature);
  EXPECT_EQ(signature(key, Hash::sha1), kSha1Signature);
}

TEST(RsaKeys, are_read_in_every_usual_form) {
  EXPECT_EQ(signature(RsaKey::from_pem(Secret(kOldForm))), kSha256Signature);
  EXPECT_EQ(signature(RsaKey::from_pem(Secret(replace_all(kKey, "\n", "\r\n")))), kSha256Signature);
  EXPECT_EQ(signature(RsaKey::from_pem(Secret(kEncrypted), Secret("hunter2"))), kSha256Signature);
}

TEST(RsaKeys, are_refused_without_quoting_them) {
  const std::string cut = std::string(kKey).substr(0, 400);
  const std::string spoiled = replace_all(kKey, "MIICdwIBADAN", "MIICdwIBADAX");
  for (const std::string& bad :
       {std::string(), std::string("hunter2"), cut, spoiled, std::string(kEllipticCurve), std::string(kEncrypted)}) {
    const auto key = RsaKey::from_pem(Secret(bad));
    ASSERT_FALSE(key) << bad;
    EXPECT_EQ(key.error().reason, Reason::config);
    EXPECT_EQ(key.error().message.find("hunter2"), std::string::npos);
    EXPECT_EQ(key.error().message.find("MII"), std::string::npos);
  }
  EXPECT_FALSE(RsaKey::from_pem(Secret(kEncrypted), Secret("wrong")));
  EXPECT_FALSE(RsaKey::from_pem(Secret(kEncrypted), Secret(std::string(5'000, 'x'))));
}

TEST(RsaKeys, can_be_copied_and_used_after_the_first_is_gone) {
  std::optional<RsaKey> copy;
  {
    const auto key = RsaKey::from_pem(Secret(kKey));
    copy = *key;
  }
  EXPECT_EQ(to_hex(copy->sign(Hash::sha256, kText).value()), kSha256Signature);
}

}  // namespace
}  // namespace ddns::crypto
