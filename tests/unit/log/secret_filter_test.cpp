#include "ddns/log/secret_filter.h"

#include <gtest/gtest.h>

#include "ddns/core/text.h"

namespace ddns::log {
namespace {

const std::string canary = "cAnArY_secret+that/must-not=show.4711";

std::vector<Secret> secrets(std::initializer_list<std::string> texts) {
  std::vector<Secret> out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

/// The longest beginning of the canary that can be read somewhere in the text.
std::size_t shown_of(std::string_view secret, const std::string& text) {
  for (std::size_t length = secret.size(); length > 0; --length) {
    if (to_lower(text).find(to_lower(secret.substr(0, length))) != std::string::npos) return length;
  }
  return 0;
}

TEST(SecretFilter, leaves_a_text_without_secrets_as_it_is) {
  SecretFilter filter;
  EXPECT_EQ(filter.mask("anything"), "anything") << "nothing is known yet";
  filter.know(secrets({canary}));
  EXPECT_EQ(filter.mask("home.example.com: 10.0.0.1 → 10.0.0.2"), "home.example.com: 10.0.0.1 → 10.0.0.2");
  EXPECT_EQ(filter.mask(""), "");
}

TEST(SecretFilter, masks_every_place_and_secrets_that_overlap) {
  SecretFilter filter;
  filter.know(secrets({"alpha-beta", "beta-gamma", canary}));
  EXPECT_EQ(filter.mask("<alpha-beta-gamma>"), "<******>");
  EXPECT_EQ(filter.mask(cat(canary, " and ", canary)), "****** and ******");
}

TEST(SecretFilter, goes_on_masking_the_secrets_of_former_configurations) {
  SecretFilter filter;
  filter.know(secrets({"old-password"}));
  filter.know(secrets({"new-password"}));
  EXPECT_EQ(filter.mask("old-password new-password"), "****** ******") << "calls with the old one may be under way";
}

TEST(SecretFilter, forgets_only_what_was_replaced_64_times) {
  SecretFilter filter;
  filter.know(secrets({"password-number-0"}));
  for (std::size_t i = 1; i < SecretFilter::kept_generations; ++i) {
    filter.know(secrets({cat("password-number-", i)}));
    filter.know(secrets({cat("password-number-", i)}));
    filter.know(secrets({cat("password-number-", i)}));
  }
  EXPECT_EQ(filter.mask("<password-number-0>"), "<******>") << "a reload without a change pushes nothing out";
  filter.know(secrets({"the-last-one"}));
  EXPECT_EQ(filter.mask("<password-number-0>"), "<password-number-0>") << "there is a bound";
  EXPECT_EQ(filter.mask("<password-number-1>"), "<******>");
  EXPECT_EQ(filter.mask("<the-last-one>"), "<******>");
}

TEST(SecretFilter, a_secret_that_comes_back_is_the_newest_again) {
  SecretFilter filter;
  filter.know(secrets({"first-password"}));
  for (std::size_t i = 1; i < SecretFilter::kept_generations; ++i) filter.know(secrets({cat("password-number-", i)}));
  filter.know(secrets({"first-password"}));
  filter.know(secrets({"the-last-one"}));
  EXPECT_EQ(filter.mask("<first-password>"), "<******>");
}

TEST(SecretFilter, nothing_of_a_secret_shows_at_a_cut_edge_wherever_the_cut_is) {
  SecretFilter filter;
  filter.know(secrets({canary}));
  const std::string whole = cat("cf: the service said: bad token ", canary, " given");
  for (std::size_t cut = 1; cut <= whole.size(); ++cut) {
    for (const std::string_view end : {"", "…", "…\"; check the credentials", "..."}) {
      const auto masked = filter.mask(cat(truncate_utf8(whole, cut), end));
      EXPECT_LT(shown_of(canary, masked), 8U) << masked;
    }
  }
}

TEST(SecretFilter, the_same_holds_for_the_other_spellings) {
  SecretFilter filter;
  filter.know(secrets({canary}));
  const std::string percent = "cAnArY_secret%2Bthat%2Fmust-not%3Dshow.4711";
  const std::string base64 = "Y0FuQXJZX3NlY3JldCt0aGF0L211c3Qtbm90PXNob3cuNDcxMQ==";
  for (const std::string& spelling : {percent, to_lower(percent), base64}) {
    for (std::size_t cut = 8; cut <= spelling.size(); ++cut) {
      const auto masked = filter.mask(cat("x=", spelling.substr(0, cut), "…"));
      EXPECT_LT(shown_of(spelling, masked), 8U) << masked;
    }
  }
}

TEST(SecretFilter, hides_what_a_provider_s_words_helper_leaves_of_a_secret) {
  SecretFilter filter;
  filter.know(secrets({canary, "line one of the key-material\nBASE64LINETWO0000\n", "correcthorse battery staple"}));
  EXPECT_EQ(filter.mask(to_lower(canary)), "******") << "an answer is compared in lower case";
  EXPECT_EQ(filter.mask("\"line one of the key-material BASE64LINETWO0000\""), "\"******\"") << "on one line";
  EXPECT_EQ(filter.mask("said BASE64LINETWO0000"), "said ******") << "one line of it";
  EXPECT_EQ(filter.mask("answered \"correcthorse\""), "answered \"******\"") << "the first word";
}

TEST(SecretFilter, the_beginning_of_a_secret_that_is_an_ordinary_word_stays_readable_in_the_middle) {
  SecretFilter filter;
  filter.know(secrets({"example.com-2024"}));
  EXPECT_EQ(filter.mask("home.example.com updated"), "home.example.com updated");
  EXPECT_EQ(filter.mask("{\"record\":\"example.com\"}"), "{\"record\":\"example.com\"}");
}

TEST(SecretFilter, short_secrets_are_left_out_and_those_of_six_are_masked_whole_only) {
  SecretFilter filter;
  filter.know(secrets({"abcde", "hunter2", "sixsix"}));
  EXPECT_EQ(filter.mask("abcde hunter2 sixsix"), "abcde ****** ******");
  EXPECT_EQ(filter.mask("hunter"), "hunter");
}

}  // namespace
}  // namespace ddns::log
