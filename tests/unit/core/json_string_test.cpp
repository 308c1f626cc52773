#include "ddns/core/json_string.h"

#include <gtest/gtest.h>

namespace ddns {
namespace {

using namespace std::string_view_literals;

std::string quoted(std::string_view text) {
  std::string out = "x";
  append_json_string(out, text);
  return out;
}

TEST(JsonString, escapes_what_must_be_and_what_terminals_read) {
  EXPECT_EQ(quoted(""), "x\"\"");
  EXPECT_EQ(quoted("a\"b\\c\nd\re\tf"), R"(x"a\"b\\c\nd\re\tf")");
  EXPECT_EQ(quoted("\0\x08\x1b\x7f é"sv), "x\"\\u0000\\u0008\\u001b\\u007f é\"");
}

TEST(JsonString, replaces_what_is_no_utf8) { EXPECT_EQ(quoted("a\xFF\"b"), "x\"a\xEF\xBF\xBD\\\"b\""); }

}  // namespace
}  // namespace ddns
