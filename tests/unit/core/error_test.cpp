#include "ddns/core/error.h"

#include <gtest/gtest.h>

#include <set>

#include "ddns/core/result.h"

namespace ddns {
namespace {

TEST(Reasons, have_distinct_words_that_read_back) {
  std::set<std::string_view> words;
  for (const Reason reason : all_reasons()) {
    EXPECT_TRUE(words.insert(to_string(reason)).second) << to_string(reason);
    EXPECT_EQ(reason_from(to_string(reason)), reason);
    EXPECT_EQ(to_string(reason).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos);
  }
  EXPECT_EQ(words.size(), 20U);
  EXPECT_EQ(reason_from("Timeout"), std::nullopt);
  EXPECT_EQ(reason_from(""), std::nullopt);
}

TEST(Reasons, stand_in_declaration_order) {
  EXPECT_EQ(all_reasons().front(), Reason::timeout);
  EXPECT_EQ(all_reasons().back(), Reason::internal);
}

TEST(ErrorClasses, follow_from_the_reason) {
  const std::pair<Reason, ErrorClass> table[] = {
      {Reason::timeout, ErrorClass::transient},
      {Reason::connect, ErrorClass::transient},
      {Reason::tls, ErrorClass::transient},
      {Reason::resolve, ErrorClass::transient},
      {Reason::auth, ErrorClass::auth},
      {Reason::blocked, ErrorClass::blocked},
      {Reason::clock, ErrorClass::transient},
      {Reason::quota, ErrorClass::rate_limited},
      {Reason::rate_limited, ErrorClass::rate_limited},
      {Reason::not_found, ErrorClass::not_found},
      {Reason::conflict, ErrorClass::conflict},
      {Reason::rejected, ErrorClass::rejected},
      {Reason::malformed, ErrorClass::protocol},
      {Reason::http_4xx, ErrorClass::rejected},
      {Reason::http_5xx, ErrorClass::transient},
      {Reason::config, ErrorClass::config},
      {Reason::io, ErrorClass::transient},
      {Reason::unavailable, ErrorClass::transient},
      {Reason::cancelled, ErrorClass::cancelled},
      {Reason::internal, ErrorClass::internal},
  };
  EXPECT_EQ(std::size(table), all_reasons().size());
  for (const auto& [reason, expected] : table) EXPECT_EQ(error_class(reason), expected) << to_string(reason);
  EXPECT_EQ(error_class(Error{.reason = Reason::auth, .message = "x"}), ErrorClass::auth);
}

TEST(ErrorWords, are_stable) {
  EXPECT_EQ(to_string(ErrorClass::rate_limited), "rate_limited");
  EXPECT_EQ(to_string(ErrorClass::protocol), "protocol");
  EXPECT_EQ(to_string(Effect::none), "none");
  EXPECT_EQ(to_string(Effect::applied), "applied");
  EXPECT_EQ(to_string(Effect::unknown), "unknown");
}

TEST(ErrorWords, of_classes_are_distinct) {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(ErrorClass::internal); ++i) words.insert(to_string(static_cast<ErrorClass>(i)));
  EXPECT_EQ(words.size(), 11U);
}

TEST(Results, carry_the_error_of_fail) {
  const Result<int> result = fail(Reason::timeout, "too slow", Effect::unknown);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), (Error{.reason = Reason::timeout, .message = "too slow", .effect = Effect::unknown}));
  const Status passed_on = fail(result.error());
  EXPECT_EQ(passed_on.error(), result.error());
  EXPECT_TRUE(Status{});
}

}  // namespace
}  // namespace ddns
