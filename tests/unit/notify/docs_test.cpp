#include <gtest/gtest.h>

#include <fstream>

#include "ddns/core/text.h"
#include "ddns/notify/settings.h"
#include "ddns/schema/docs.h"

namespace ddns::notify {
namespace {

std::string settings_chapter() {
  return cat("\n### Every channel\n\n", schema::to_markdown(channel_schema()), "\n### Every robot of the bridge\n\n",
             schema::to_markdown(robot_schema()), "\n### The bridge itself\n\n", schema::to_markdown(bridge_schema()),
             "\n", catalogue_markdown());
}

TEST(Docs, hold_the_settings_that_the_program_reads_with) {
  const std::string path = std::string(DDNS_TESTS_DIR) + "/../docs/notifications.md";
  constexpr std::string_view kMark = "do not edit below -->\n";
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto mark = text.find(kMark);
  ASSERT_NE(mark, std::string::npos);
  const auto head = text.substr(0, mark + kMark.size());
  if (std::getenv("DDNS_REWRITE_DOCS") != nullptr) {
    std::ofstream(path) << head << settings_chapter();
    return;
  }
  EXPECT_EQ(text.substr(mark + kMark.size()), settings_chapter()) << "run DDNS_REWRITE_DOCS=1 unit_notify";
}

TEST(Docs, name_every_event_and_variable) {
  std::ifstream file(std::string(DDNS_TESTS_DIR) + "/../docs/notifications.md");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  for (const Topic topic : topics()) {
    EXPECT_NE(text.find(cat("| `", to_string(topic), "` |")), std::string::npos) << to_string(topic);
  }
  for (const auto& [name, value] : variables_of({})) {
    EXPECT_NE(text.find(cat("`#{", name, "}`")), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace ddns::notify
