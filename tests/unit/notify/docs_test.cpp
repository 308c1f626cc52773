#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/notify/settings.h"
#include "ddns/schema/docs.h"
#include "support/doc_page.h"
#include "support/file_text.h"

namespace ddns::notify {
namespace {

constexpr auto kPage = DDNS_TESTS_DIR "/../docs/notifications.md";

std::string settings_chapter() {
  return cat("\n### Every channel\n\n", schema::to_markdown(channel_schema()), "\n### Every robot of the bridge\n\n",
             schema::to_markdown(robot_schema()), "\n### The bridge itself\n\n", schema::to_markdown(bridge_schema()),
             "\n", catalogue_markdown());
}

TEST(Docs, hold_the_settings_that_the_program_reads_with) {
  ddns::test::expect_generated(kPage, "unit_notify", settings_chapter());
}

TEST(Docs, name_every_event_and_variable) {
  const auto text = ddns::test::file_text(kPage);
  for (const Topic topic : topics()) {
    EXPECT_NE(text.find(cat("| `", to_string(topic), "` |")), std::string::npos) << to_string(topic);
  }
  for (const auto& [name, value] : variables_of({})) {
    EXPECT_NE(text.find(cat("`#{", name, "}`")), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace ddns::notify
