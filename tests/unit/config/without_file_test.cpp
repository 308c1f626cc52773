#include <gtest/gtest.h>

#include "ddns/config/load.h"

namespace ddns::config {
namespace {

TEST(CheckSetting, is_as_strict_as_the_file) {
  for (const char* good : {"300", "5m", "5s", "1d"}) EXPECT_TRUE(check_setting("interval", good)) << good;
  for (const char* bad : {"", "1", "x", "2d", "-5"}) EXPECT_FALSE(check_setting("interval", bad)) << bad;
  for (const char* good : {":8080", "off", "[::1]:9", "127.0.0.1:9876"})
    EXPECT_TRUE(check_setting("listen", good)) << good;
  for (const char* bad : {"", "8080", "127.0.0.1", "a b:9"}) EXPECT_FALSE(check_setting("listen", bad)) << bad;
}

TEST(CheckSetting, says_what_would_do) {
  EXPECT_NE(check_setting("listen", "8080").error().message.find(":9876"), std::string::npos);
  EXPECT_NE(check_setting("interval", "1").error().message.find("5s"), std::string::npos)
      << check_setting("interval", "1").error().message;
}

TEST(FindListen, reads_the_line_however_broken_the_rest_is) {
  const Listen wanted{"127.0.0.1", 8081};
  for (const char* text :
       {"listen: 127.0.0.1:8081", "a: [\nlisten: \"127.0.0.1:8081\"   # for us\nb: }", "listen:   '127.0.0.1:8081'\r\n",
        "listen: 127.0.0.1:8081 # for us", "{\"a\": 1, \"listen\": \"127.0.0.1:8081\", \"b\": [}"}) {
    const auto found = find_listen(text);
    ASSERT_TRUE(found && *found) << text;
    EXPECT_EQ(**found, wanted) << text;
  }
  EXPECT_EQ(find_listen("listen: off"), std::optional<std::optional<Listen>>(std::optional<Listen>{}));
}

TEST(FindListen, finds_nothing_where_nothing_can_be_understood) {
  for (const char* text : {"", "a: 1", "  listen: 127.0.0.1:8081", "# listen: :8081", "listen: ${env:WHERE}",
                           "listen:", "listen: \"", "\"listen\":"}) {
    EXPECT_FALSE(find_listen(text)) << text;
  }
}

}  // namespace
}  // namespace ddns::config
