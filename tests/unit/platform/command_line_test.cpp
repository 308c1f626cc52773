#include "../../../modules/platform/src/command_line.h"

#include <gtest/gtest.h>

#include "../../../modules/platform/src/kept_output.h"

namespace ddns::platform {
namespace {

TEST(QuoteArgument, leaves_plain_words_alone) {
  EXPECT_EQ(quote_argument("plain"), "plain");
  EXPECT_EQ(quote_argument(R"(C:\dir\file)"), R"(C:\dir\file)");
  EXPECT_EQ(quote_argument(R"(a\\b)"), R"(a\\b)");
}

TEST(QuoteArgument, quotes_blanks_and_nothing) {
  EXPECT_EQ(quote_argument(""), R"("")");
  EXPECT_EQ(quote_argument("a b"), R"("a b")");
  EXPECT_EQ(quote_argument("a\tb"), "\"a\tb\"");
}

TEST(QuoteArgument, doubles_backslashes_only_before_quotation_marks) {
  EXPECT_EQ(quote_argument(R"(C:\my dir\)"), R"("C:\my dir\\")");
  EXPECT_EQ(quote_argument(R"(say "x")"), R"("say \"x\"")");
  EXPECT_EQ(quote_argument(R"(a\"b)"), R"("a\\\"b")");
  EXPECT_EQ(quote_argument(R"(a b\\c)"), R"("a b\\c")");
}

TEST(SplitCommandLine, is_the_inverse_of_joining) {
  const std::vector<std::string> argv{
      R"(C:\Program Files\x.exe)", "",    "plain",    R"(C:\my dir\)", R"(say "x")", R"(a\"b)",
      R"(\\server\share)",         "b c", R"(tail\\)"};
  EXPECT_EQ(split_command_line(command_line(argv)), argv);
}

TEST(SplitCommandLine, reads_what_others_wrote) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_command_line(R"(C:\Program Files\my tool\nssm.exe)"), Words{R"(C:\Program Files\my tool\nssm.exe)"})
      << "not quoted, as nssm writes it";
  EXPECT_EQ(split_command_line(R"(  C:\a b\x.EXE run  -c  "y z" )"), (Words{R"(C:\a b\x.EXE)", "run", "-c", "y z"}));
  EXPECT_EQ(split_command_line("prog a"), (Words{"prog", "a"}));
  EXPECT_EQ(split_command_line(R"("open end)"), Words{"open end"});
  EXPECT_EQ(split_command_line(""), Words{});
}

TEST(CommandLine, joins_arguments) {
  const std::vector<std::string> argv{"C:\\Program Files\\x.exe", "-a", "b c"};
  EXPECT_EQ(command_line(argv), R"("C:\Program Files\x.exe" -a "b c")");
}

TEST(KeptOutput, keeps_the_first_bytes) {
  KeptOutput output(5, KeptOutput::Part::first);
  output.add("abc");
  output.add("de");
  EXPECT_FALSE(output.truncated());
  output.add("f");
  EXPECT_TRUE(output.truncated());
  EXPECT_EQ(output.take(), "abcde");
}

TEST(KeptOutput, keeps_the_last_bytes) {
  KeptOutput output(5, KeptOutput::Part::last);
  output.add("abc");
  output.add("defg");
  EXPECT_TRUE(output.truncated());
  EXPECT_EQ(output.take(), "cdefg");
}

}  // namespace
}  // namespace ddns::platform
