#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "ddns/config/load.h"
#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/schema/docs.h"
#include "fakes.h"

namespace ddns::config::test {
namespace {

constexpr std::string_view kMark = "do not edit below -->\n";

std::string path() { return std::string(DDNS_TESTS_DIR) + "/../docs/sources.md"; }

std::string text() {
  std::ifstream file(path());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string settings_chapter() {
  std::string out = cat("\n### Every source\n\n", schema::to_markdown(section("sources")));
  for (const auto& spec : ipsource::catalogue()) {
    out += cat("\n### `type: ", spec.type, "`\n\n", spec.help, "\n\n", schema::to_markdown(spec.settings));
  }
  return out;
}

TEST(SourceDocs, hold_the_settings_that_the_program_reads_with) {
  const auto now = text();
  const auto mark = now.find(kMark);
  ASSERT_NE(mark, std::string::npos);
  const auto head = now.substr(0, mark + kMark.size());
  if (std::getenv("DDNS_REWRITE_DOCS") != nullptr) {
    std::ofstream(path()) << head << settings_chapter();
    return;
  }
  EXPECT_EQ(now.substr(head.size()), settings_chapter()) << "run DDNS_REWRITE_DOCS=1 unit_config";
}

TEST(SourceDocs, show_examples_of_every_type_that_can_be_copied) {
  constexpr std::string_view kBegin = "```yaml\n";
  const auto all = text();
  const auto begin = all.find(kBegin);
  ASSERT_NE(begin, std::string::npos);
  const auto example = all.substr(begin + kBegin.size(), all.find("```\n", begin + 3) - begin - kBegin.size());
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
