#include "ddns/platform/paths.h"

#include <gtest/gtest.h>

#include "ddns/platform/environment.h"

namespace ddns::platform {
namespace {

TEST(Utf8Paths, go_both_ways_unchanged) {
  const std::string text = "/srv/Grüße/日本/ä.yaml";
  EXPECT_EQ(to_utf8(from_utf8(text)), text);
}

TEST(Utf8Paths, keep_bytes_that_are_not_utf8_on_posix) {
  const std::string text = "/srv/\xff\xfe";
  EXPECT_EQ(to_utf8(from_utf8(text)), text);
}

TEST(AbsolutePath, is_taken_against_the_base) {
  EXPECT_EQ(absolute_path("secrets/token", "/etc/ddns"), "/etc/ddns/secrets/token");
  EXPECT_EQ(absolute_path("../x/./y", "/etc/ddns"), "/etc/x/y");
}

TEST(AbsolutePath, leaves_absolute_ones_alone_apart_from_dots) {
  EXPECT_EQ(absolute_path("/a/b", "/etc"), "/a/b");
  EXPECT_EQ(absolute_path("/a/../b/./c", "/etc"), "/b/c");
}

TEST(AbsolutePath, falls_back_to_the_working_folder) {
  EXPECT_EQ(absolute_path("x"), std::filesystem::current_path() / "x");
  EXPECT_EQ(absolute_path("x", "sub"), std::filesystem::current_path() / "sub" / "x");
}

TEST(AbsolutePath, keeps_an_empty_path_empty) { EXPECT_EQ(absolute_path("", "/etc"), ""); }

TEST(ProgramPath, is_this_program) {
  EXPECT_EQ(program_path().filename(), "unit_platform");
  EXPECT_TRUE(program_path().is_absolute());
}

TEST(Environment, tells_empty_from_missing) {
  ::setenv("DDNS_TEST_EMPTY", "", 1);
  ::unsetenv("DDNS_TEST_MISSING");
  EXPECT_EQ(environment("DDNS_TEST_EMPTY"), "");
  EXPECT_EQ(environment("DDNS_TEST_MISSING"), std::nullopt);
  ::unsetenv("DDNS_TEST_EMPTY");
}

TEST(Environment, lists_names_with_a_prefix) {
  ::setenv("DDNS_PREFIX_TEST_A", "1=2", 1);
  ::setenv("DDNS_PREFIX_TEST_B", "", 1);
  ::setenv("DDNS_PREFIX_OTHER", "3", 1);
  const std::map<std::string, std::string> expected{{"DDNS_PREFIX_TEST_A", "1=2"}, {"DDNS_PREFIX_TEST_B", ""}};
  EXPECT_EQ(environment_with_prefix("DDNS_PREFIX_TEST_"), expected);
  EXPECT_TRUE(environment_with_prefix("DDNS_PREFIX_TEST_A=").empty()) << "a prefix is a part of the name";
  for (const char* name : {"DDNS_PREFIX_TEST_A", "DDNS_PREFIX_TEST_B", "DDNS_PREFIX_OTHER"}) ::unsetenv(name);
}

}  // namespace
}  // namespace ddns::platform
