#include "ddns/dns/tsig_judge.h"

#include <gtest/gtest.h>

#include "ddns/core/duration.h"
#include "support/scripted_exchange.h"

namespace ddns::dns {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::seconds{1767323045}};

Status judged(const TsigAnswer& answer, Rcode rcode) {
  const TsigKey key = TsigKey::make("ddns-key", "hmac-sha256", Secret("c2VjcmV0LXRleHQ=")).value();
  return judge_tsig(answer, rcode, key, Server{test::ip_of("192.0.2.53"), 53}, kNow);
}

TEST(TsigJudge, believes_signed_answers_whatever_they_say) {
  EXPECT_TRUE(judged({TsigProof::good}, Rcode::noerror));
  EXPECT_TRUE(judged({TsigProof::good}, Rcode::refused));
}

TEST(TsigJudge, leaves_unsigned_failures_to_the_caller) {
  EXPECT_TRUE(judged({TsigProof::missing}, Rcode::refused));
  EXPECT_TRUE(judged({TsigProof::missing}, Rcode::servfail));
}

TEST(TsigJudge, takes_an_unsigned_notauth_for_a_refusal_of_the_key) {
  const auto status = judged({TsigProof::missing}, Rcode::notauth);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().reason, Reason::auth);
  EXPECT_EQ(status.error().effect, Effect::none);
  EXPECT_EQ(status.error().service_code, "NOTAUTH");
  for (const std::string_view word : {"ddns-key", "192.0.2.53", "key_secret", "clock", "zone"}) {
    EXPECT_NE(status.error().message.find(word), std::string::npos) << status.error().message;
  }
  EXPECT_TRUE(judged({TsigProof::good}, Rcode::notauth)) << "signed, it is about the zone";
}

TEST(TsigJudge, does_not_believe_an_unsigned_success) {
  for (const Rcode rcode : {Rcode::noerror, Rcode::nxdomain}) {
    const auto status = judged({TsigProof::missing}, rcode);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().reason, Reason::auth);
    EXPECT_EQ(status.error().effect, Effect::unknown);
  }
}

TEST(TsigJudge, takes_a_wrong_signature_for_nothing) {
  for (const TsigProof proof : {TsigProof::wrong_key, TsigProof::bad_mac, TsigProof::empty_mac}) {
    EXPECT_EQ(judged({proof}, Rcode::noerror).error().reason, Reason::auth);
    EXPECT_EQ(judged({proof}, Rcode::noerror).error().effect, Effect::unknown);
    EXPECT_EQ(judged({proof}, Rcode::servfail).error().reason, Reason::auth);
  }
  EXPECT_EQ(judged({TsigProof::bad_time}, Rcode::noerror).error().reason, Reason::clock);
}

TEST(TsigJudge, names_the_difference_of_the_clocks) {
  const auto ahead = judged({TsigProof::good, Rcode::badtime, kNow - 3600s}, Rcode::notauth);
  ASSERT_FALSE(ahead);
  EXPECT_EQ(ahead.error().reason, Reason::clock);
  EXPECT_EQ(ahead.error().effect, Effect::none);
  EXPECT_EQ(ahead.error().service_code, "BADTIME");
  EXPECT_NE(ahead.error().message.find("1h ahead of"), std::string::npos) << ahead.error().message;
  EXPECT_NE(ahead.error().message.find(format_rfc3339(kNow)), std::string::npos) << ahead.error().message;
  EXPECT_NE(ahead.error().message.find(format_rfc3339(kNow - 3600s)), std::string::npos) << ahead.error().message;
  const auto behind = judged({TsigProof::good, Rcode::badtime, kNow + 330s}, Rcode::notauth);
  EXPECT_NE(behind.error().message.find("5m30s behind"), std::string::npos) << behind.error().message;
  const auto untold = judged({TsigProof::good, Rcode::badtime}, Rcode::notauth);
  EXPECT_EQ(untold.error().reason, Reason::clock);
  EXPECT_NE(untold.error().message.find(format_rfc3339(kNow)), std::string::npos) << untold.error().message;
}

TEST(TsigJudge, says_which_setting_is_wrong_and_never_the_secret) {
  const struct {
    Rcode error;
    std::string_view names;
  } rows[] = {{Rcode::badkey, "key_name"}, {Rcode::badsig, "key_secret"}, {Rcode::badtrunc, "BADTRUNC"}};
  for (const auto& row : rows) {
    const auto status = judged({TsigProof::empty_mac, row.error}, Rcode::notauth);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().reason, Reason::auth);
    EXPECT_EQ(status.error().service_code, to_string(row.error));
    EXPECT_NE(status.error().message.find(row.names), std::string::npos) << status.error().message;
    EXPECT_NE(status.error().message.find("ddns-key"), std::string::npos);
    EXPECT_EQ(status.error().message.find("secret-text"), std::string::npos);
  }
}

}  // namespace
}  // namespace ddns::dns
