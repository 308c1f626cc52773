#include <gtest/gtest.h>

#include "ddns/config/load.h"
#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/schema/docs.h"
#include "fakes.h"
#include "support/doc_page.h"
#include "support/file_text.h"

namespace ddns::config::test {
namespace {

constexpr auto kPage = DDNS_TESTS_DIR "/../docs/sources.md";

std::string settings_chapter() {
  std::string out = cat("\n### Every source\n\n", schema::to_markdown(section("sources")));
  for (const auto& spec : ipsource::catalogue()) {
    out += cat("\n### `type: ", spec.type, "`\n\n", spec.help, "\n\n", schema::to_markdown(spec.settings));
  }
  return out;
}

TEST(SourceDocs, hold_the_settings_that_the_program_reads_with) {
  ddns::test::expect_generated(kPage, "unit_config", settings_chapter());
}

TEST(SourceDocs, show_examples_of_every_type_that_can_be_copied) {
  const auto blocks = ddns::test::code_blocks(ddns::test::file_text(kPage));
  ASSERT_FALSE(blocks.empty());
  const auto& example = blocks.front().text;
  Input input{.path_as_given = "/etc/ddns/config.yaml", .text = example, .sources = ipsource::catalogue()};
  input.bridge_only = true;  // nothing but sources stands there
  const auto loaded = config::load(input);
  ASSERT_TRUE(loaded.has_value()) << ::testing::PrintToString(lines(loaded.error()));
  std::set<std::string> types;
  for (const auto& source : loaded->configuration.engine.sources) types.insert(source.type);
  for (const auto& spec : ipsource::catalogue()) EXPECT_TRUE(types.contains(spec.type)) << spec.type;
}

}  // namespace
}  // namespace ddns::config::test
