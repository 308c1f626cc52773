#include "ddns/core/diagnostic.h"

#include <gtest/gtest.h>

namespace ddns {
namespace {

TEST(Diagnostics, print_place_severity_message_and_hint) {
  EXPECT_EQ((Diagnostic{.file = "config.yaml",
                        .line = 3,
                        .column = 7,
                        .message = "unknown key `domian`",
                        .hint = "did you mean `domain`?"})
                .to_string(),
            "config.yaml:3:7: error: unknown key `domian` (did you mean `domain`?)");
  EXPECT_EQ((Diagnostic{.severity = Diagnostic::Severity::warning, .file = "environment", .message = "m"}).to_string(),
            "environment: warning: m");
  EXPECT_EQ((Diagnostic{.message = "m"}).to_string(), "error: m");
  EXPECT_EQ((Diagnostic{.file = "f", .line = 3, .message = "m"}).to_string(), "f:3: error: m");
  EXPECT_EQ((Diagnostic{.line = 3, .column = 1, .message = "m"}).to_string(), "3:1: error: m");
}

TEST(Diagnostics, count_as_errors_only_when_one_is) {
  const Diagnostic warning{.severity = Diagnostic::Severity::warning, .message = "w"};
  const Diagnostic error{.message = "e"};
  EXPECT_FALSE(has_errors({}));
  EXPECT_FALSE(has_errors({warning, warning}));
  EXPECT_TRUE(has_errors({warning, error}));
}

}  // namespace
}  // namespace ddns
