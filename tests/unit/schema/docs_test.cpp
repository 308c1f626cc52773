#include "ddns/schema/docs.h"

#include "nodes.h"

namespace ddns::schema {
namespace {

const Schema& sample() {
  static const Schema schema{{
      {.key = "api_token",
       .kind = Kind::secret,
       .label = "API token",
       .help = "Needs Zone > DNS > Edit.",
       .required = true},
      {.key = "timeout",
       .kind = Kind::duration,
       .help = "Of one call.",
       .default_text = "30s",
       .min = 100,
       .max = 300'000},
      {.key = "format", .kind = Kind::choice, .help = "a | b", .default_text = "json", .choices = {"json", "text"}},
      {.key = "urls", .kind = Kind::text_list, .help = "Asked in turn.", .example = "https://a.example"},
      {.key = "headers", .kind = Kind::text_map, .help = "Sent along."},
      {.key = "keep", .kind = Kind::integer, .help = "Files.", .default_text = "7", .min = 1},
  }};
  return schema;
}

TEST(SettingsDocs, writes_one_table_row_for_each_setting) {
  EXPECT_EQ(to_markdown(sample()),
            "| key | type | default | meaning |\n"
            "|---|---|---|---|\n"
            "| `api_token` | secret | **required** | Needs Zone > DNS > Edit. |\n"
            "| `timeout` | duration | `30s` | Of one call. Allowed: 100ms to 5m. |\n"
            "| `format` | choice | `json` | a \\| b One of `json, text`. |\n"
            "| `urls` | list |  | Asked in turn. Example: `https://a.example`. |\n"
            "| `headers` | map |  | Sent along. |\n"
            "| `keep` | integer | `7` | Files. Allowed: at least 1. |\n");
}

TEST(SettingsDocs, writes_no_table_without_settings) { EXPECT_EQ(to_markdown({}), ""); }

TEST(SettingsDocs, writes_an_example_with_what_is_optional_commented_out) {
  EXPECT_EQ(to_example_yaml(sample(), 2),
            "  # Needs Zone > DNS > Edit.\n"
            "  api_token: \"${env:API_TOKEN}\"\n"
            "  # Of one call.\n"
            "  # timeout: 30s\n"
            "  # a | b\n"
            "  # format: json\n"
            "  # Asked in turn.\n"
            "  # urls: [\"https://a.example\"]\n"
            "  # Sent along.\n"
            "  # headers: {}\n"
            "  # Files.\n"
            "  # keep: 7\n");
}

TEST(SettingsDocs, quotes_what_yaml_would_misread) {
  EXPECT_EQ(to_example_yaml({{{.key = "name", .required = true, .example = "*.example.com"}}}),
            "name: \"*.example.com\"\n");
  EXPECT_EQ(to_example_yaml({{{.key = "re", .required = true, .example = "a\"\\d"}}}), "re: \"a\\\"\\\\d\"\n");
}

TEST(SettingsDocs, describes_a_form_as_json) {
  EXPECT_EQ(
      to_form_json({{sample().fields[0], sample().fields[1], sample().fields[2]}}),
      R"([{"key":"api_token","kind":"secret","label":"API token","help":"Needs Zone > DNS > Edit.","required":true},)"
      R"({"key":"timeout","kind":"duration","label":"timeout","help":"Of one call.","required":false,"default":"30s","min":100,"max":300000},)"
      R"({"key":"format","kind":"choice","label":"format","help":"a | b","required":false,"default":"json","choices":["json","text"]}])");
}

TEST(SettingsDocs, has_a_word_for_every_kind) {
  std::vector<std::string> words;
  for (int kind = 0; kind <= static_cast<int>(Kind::text_map); ++kind)
    words.emplace_back(to_string(static_cast<Kind>(kind)));
  EXPECT_THAT(words, ::testing::ElementsAre("text", "secret", "integer", "boolean", "duration", "size", "choice", "url",
                                            "domain", "address", "prefix", "path", "list", "map"));
}

}  // namespace
}  // namespace ddns::schema
