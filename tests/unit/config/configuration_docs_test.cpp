// docs/configuration.md: its tables are made from what the program reads with, its examples are read.
#include <gtest/gtest.h>

#include "../../../modules/config/src/node_edit.h"
#include "../../../modules/config/src/read_notify.h"
#include "../../../modules/config/src/short_form.h"
#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/providers/catalogue.h"
#include "ddns/schema/docs.h"
#include "fakes.h"
#include "support/doc_page.h"
#include "support/file_text.h"

namespace ddns::config::test {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

constexpr auto kPage = DDNS_TESTS_DIR "/../docs/configuration.md";
constexpr std::string_view kEnvironmentTitle = "\n### Environment variables\n";

/// What the section's own description cannot say, or where it is described instead.
std::string_view remark(std::string_view key) {
  if (key == "web") return "Who may see and do what without the token: [commands.md](commands.md#the-listener).\n\n";
  if (key == "metrics") return "The page itself: [metrics.md](metrics.md).\n\n";
  if (key == "log") return "Lines and rotation: [logging.md](logging.md).\n\n";
  if (key == "sources") return "A list. Every type with its settings: [sources.md](sources.md#all-settings).\n";
  if (key == "notify")
    return "A list. Every type with its settings: [notifications.md](notifications.md#all-settings).\n";
  if (key == "accounts") {
    return "A list. Beside these stand `verify`, see below, and the settings of the service, which `ddns-sidecar "
           "providers "
           "NAME` shows. Of a key that both have, the service's meaning counts.\n\n";
  }
  if (key == "records") {
    return "A list. Each has either `name` or `names`, and may have `verify`, see below. What a service cannot do "
           "(`proxied`, `comment`, `line`, `many_values`, a TTL beyond its limits) is an error.\n\n";
  }
  if (key == "bridge") {
    return "Beside the token `robots`, a list: [notifications.md](notifications.md#every-robot-of-the-bridge).\n\n";
  }
  return {};
}

bool described_elsewhere(std::string_view key) { return key == "sources" || key == "notify"; }

std::string titled(const Section& part) { return part.key.empty() ? part.title : cat('`', part.key, '`'); }

/// `DDNS_LOG_LEVEL`, …; a secret may come from a file too.
std::string variables_of(std::string_view prefix, const schema::Schema& settings) {
  std::vector<std::string> out;
  for (const auto& field : settings.fields) {
    if (field.kind == schema::Kind::text_map) continue;
    const auto name = cat("DDNS_", prefix, to_upper(field.key));
    out.push_back(cat('`', name, '`'));
    if (field.kind == schema::Kind::secret) out.push_back(cat('`', name, "_FILE`"));
  }
  return join(out, ", ");
}

std::string environment_chapter() {
  std::string out = cat(kEnvironmentTitle,
                        "\n| for | variables |\n|---|---|\n"
                        "| the file itself, the first counts | `DDNS_CONFIG`, `DDNS_CONFIG_FILE` |\n");
  for (const auto& part : sections()) {
    if (part.list) continue;
    const auto prefix = part.key.empty() ? std::string() : cat(to_upper(part.key), '_');
    out += cat("| ", part.key.empty() ? "the top level" : titled(part), " | ", variables_of(prefix, part.settings),
               " |\n");
  }
  for (const auto& robot : notify::catalogue()) {
    if (!robot.limits.robot) continue;
    out += cat("| a robot of the bridge, type `", robot.id, "` | ",
               variables_of(cat("BRIDGE_", to_upper(robot.id), '_'), robot.settings), " |\n");
  }
  auto account = section("accounts");
  std::erase_if(account.fields, [](const schema::Field& field) { return field.key == "id"; });
  out += cat("| the short form | ", variables_of("", short_form_schema()), " |\n");
  out += cat("| its account | ", variables_of("", account), " |\n");
  return out + "| its service | `DDNS_` and the key in capitals, for each that `ddns-sidecar providers NAME` shows |\n";
}

std::string settings_chapter() {
  std::string out;
  for (const auto& part : sections()) {
    out += cat("\n### ", titled(part), "\n\n", remark(part.key));
    if (!described_elsewhere(part.key)) out += schema::to_markdown(part.settings);
  }
  out += cat(
      "\n### `verify` of an account or a record\n\n`true`, `false`, or a map. A record has what it leaves out from its "
      "account, and an account from the section `verify`.\n\n",
      schema::to_markdown(verify_schema()));
  out += cat("\n### Settings of the short form\n\n", schema::to_markdown(short_form_schema()));
  return out + environment_chapter();
}

/// What the examples name, and no more: a variable that nobody names would be a warning.
Variables environment() {
  return {{"CF_API_TOKEN", "s3ntinel"},
          {"NTFY_TOPIC", "s3ntinel"},
          {"CREDENTIALS_DIRECTORY", "/run/credentials"},
          {"ZONE", "example.com"}};
}

/// As the program does it, with the real services.
tl::expected<Loaded, Diagnostics> read(const std::string& text, const Variables& variables) {
  Input input{.path_as_given = text.empty() ? "" : "config.yaml",
              .text = text,
              .environment = variables,
              .read_file = [](const std::string&) -> Result<std::string> { return "c2VjcmV0\n"; },
              .find_provider = [](std::string_view id) { return providers::find(id); },
              .provider_ids = {},
              .sources = ipsource::catalogue()};
  for (const auto& spec : providers::catalogue()) input.provider_ids.push_back(spec.id);
  input.digest = [](std::string_view settings) { return std::string(settings); };
  return config::load(input);
}

std::vector<ddns::test::CodeBlock> blocks(std::string_view info) {
  auto out = ddns::test::code_blocks(ddns::test::file_text(kPage));
  std::erase_if(out, [&](const auto& block) { return block.info != info; });
  return out;
}

Variables assignments(std::string_view text) {
  Variables out;
  for (const auto line : split(text, '\n')) {
    const auto at = line.find('=');
    if (at != std::string_view::npos) out.emplace_back(line.substr(0, at), line.substr(at + 1));
  }
  return out;
}

TEST(ConfigurationDocs, hold_the_settings_that_the_program_reads_with) {
  ddns::test::expect_generated(kPage, "unit_config", settings_chapter());
}

TEST(ConfigurationDocs, show_examples_that_are_read_without_a_complaint) {
  auto examples = blocks("yaml");
  ASSERT_GE(examples.size(), 4U);
  for (auto& json : blocks("json")) examples.push_back(std::move(json));
  for (const auto& example : examples) {
    const auto loaded = read(example.text, environment());
    ASSERT_TRUE(loaded.has_value()) << example.text << ::testing::PrintToString(lines(loaded.error()));
    EXPECT_FALSE(loaded->configuration.engine.records.empty()) << example.text;
    // The six lines have their secret in them, as people begin.
    for (const auto& line : lines(loaded->warnings)) {
      EXPECT_THAT(line, ::testing::HasSubstr("is written into this file")) << example.text;
    }
  }
}

TEST(ConfigurationDocs, show_the_six_lines_in_three_ways_that_mean_the_same) {
  const auto json = blocks("json");
  const auto variables = blocks("sh");
  ASSERT_EQ(json.size(), 1U);
  ASSERT_EQ(variables.size(), 1U);
  const auto first = read(blocks("yaml").at(0).text, {});
  ASSERT_TRUE(first.has_value());
  const auto& wanted = first->configuration.engine;
  for (const auto& other : {read(json[0].text, {}), read("", assignments(variables[0].text))}) {
    ASSERT_TRUE(other.has_value()) << ::testing::PrintToString(lines(other.error()));
    const auto& engine = other->configuration.engine;
    EXPECT_EQ(engine.interval, wanted.interval);
    ASSERT_EQ(engine.accounts.size(), 1U);
    EXPECT_EQ(engine.accounts[0].fingerprint, wanted.accounts.at(0).fingerprint);
    ASSERT_EQ(engine.records.size(), wanted.records.size());
    for (std::size_t i = 0; i < wanted.records.size(); ++i) {
      EXPECT_EQ(engine.records[i].target.key, wanted.records[i].target.key);
      EXPECT_EQ(engine.records[i].zone, wanted.records[i].zone);
    }
  }
}

TEST(ConfigurationDocs, show_what_check_prints) {
  const auto wrong = blocks("yaml wrong");
  const auto said = blocks("text");
  ASSERT_EQ(wrong.size(), 1U);
  ASSERT_EQ(said.size(), 1U);
  const auto loaded = read(wrong[0].text, {});
  ASSERT_FALSE(loaded.has_value());
  std::string printed;
  for (const auto& diagnostic : loaded.error()) printed += cat(diagnostic.to_string(), '\n');
  EXPECT_EQ(said[0].text, printed);
}

/// Every variable that reading a configuration asks for, those of one service aside.
std::set<std::string> asked_for() {
  provider::ProviderSpec service{.id = "any", .name = "Any"};
  const Input input{.path_as_given = {},
                    .text = {},
                    .environment = {{"DDNS_PROVIDER", "any"}, {"DDNS_DOMAIN", "example.com"}},
                    .read_file = {},
                    .find_provider = [&](std::string_view) { return &service; },
                    .provider_ids = {},
                    .sources = ipsource::catalogue()};
  Context context(input);
  Environment variables(input);
  auto root = map_node({});
  variables.fill_sections(root);
  EXPECT_TRUE(is_short_form(root, variables));
  expand_short_form(context, variables, root);
  (void)read_bridge(context, variables, root);
  return variables.known();
}

TEST(ConfigurationDocs, list_the_environment_variables_that_are_read) {
  const auto text = ddns::test::file_text(kPage);
  const auto at = text.find(kEnvironmentTitle);
  ASSERT_NE(at, std::string::npos);
  const auto words = ddns::test::code_words(std::string_view(text).substr(at), "DDNS_");
  std::set<std::string> listed(words.begin(), words.end());
  EXPECT_EQ(listed.erase("DDNS_"), 1U) << "the row of the service";
  EXPECT_EQ(listed, asked_for());
}

TEST(ConfigurationDocs, list_environment_variables_that_are_settings) {
  for (const auto& name : asked_for()) {
    const auto loaded = read("", {{"DDNS_PROVIDER", "hosts"}, {"DDNS_DOMAIN", "home.arpa"}, {name, "x"}});
    for (const auto& line : lines(loaded ? loaded->warnings : loaded.error())) {
      EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr("no setting has this name"))) << name;
    }
  }
}

}  // namespace
}  // namespace ddns::config::test
