#include <fstream>

#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "fakes.h"

namespace ddns::config::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kGood = "provider: plain\npassword: \"${env:TOKEN}\"\ndomain: a.example\n";

Given with(std::string text) { return {.text = std::move(text), .environment = {{"TOKEN", "hush"}}}; }

std::string password(const std::string& text) {
  auto given = with(text);
  const auto loaded = load(given);
  return loaded ? std::string(made_with(loaded->configuration.engine.accounts.at(0)).secret("password").reveal())
                : "not loaded: " + ::testing::PrintToString(said(given));
}

TEST(ConfigText, may_begin_with_a_byte_order_mark_and_end_lines_the_windows_way) {
  EXPECT_THAT(said(with(std::string("\xEF\xBB\xBF") + replace_all(kGood, "\n", "\r\n"))), ElementsAre("loaded"));
}

TEST(ConfigText, may_have_document_marks) {
  EXPECT_THAT(said(with(std::string("%YAML 1.2\n---\n") + kGood + "...\n")), ElementsAre("loaded"));
}

TEST(ConfigText, is_refused_when_it_is_utf_16) {
  using namespace std::string_literals;
  EXPECT_THAT(said(with("\xFF\xFE"
                        "a\0"s)),
              ElementsAre("1:1: error: the file is UTF-16 (save it as UTF-8)"));
}

TEST(ConfigText, is_refused_above_one_mebibyte) {
  EXPECT_THAT(said(with(kGood + std::string(1024 * 1024, '#'))),
              ElementsAre(HasSubstr("1:1: error: the file is larger than 1024 KiB")));
  std::string most = kGood;
  most += std::string(1024 * 1024 - most.size(), '#');
  EXPECT_THAT(said(with(most)), ElementsAre("loaded"));
}

TEST(ConfigText, counts_columns_in_characters) {
  EXPECT_THAT(said(with(std::string(kGood) + "log: { path: \"/ü/é\", keep: x }\n")),
              ElementsAre(HasSubstr("4:28: error: `keep`")));
}

TEST(ConfigText, allows_tabs_in_json_comments_and_empty_lines) {
  EXPECT_THAT(said(with(std::string("\t# comment\n\t\n") + kGood)), ElementsAre("loaded"));
  EXPECT_THAT(
      said(with("{\n\t\"provider\": \"plain\",\n\t\"password\": \"${env:TOKEN}\",\n\t\"domain\": \"a.example\"\n}")),
      ElementsAre("loaded"));
}

TEST(ConfigText, names_at_most_ten_tabs) {
  std::string text = "a:\n";
  for (int i = 0; i < 50; ++i) text += "\tb: 1\n";
  EXPECT_EQ(said(with(text)).size(), 10U);
}

TEST(ConfigText, decodes_surrogate_pairs_in_json) {
  EXPECT_EQ(password(R"({"provider":"plain","domain":"a.example","password":"x\ud83d\ude00y\u00e9"})"),
            "x\xF0\x9F\x98\x80y\xC3\xA9");
  EXPECT_EQ(password(R"({"provider":"plain","domain":"a.example","password":"\\ud83d\\ude00"})"), R"(\ud83d\ude00)");
  EXPECT_EQ(password(R"({"provider":"plain","domain":"a.example","password":"\/\uD83D\uDE00\\"})"),
            "/\xF0\x9F\x98\x80\\");
}

TEST(ConfigText, keeps_columns_right_behind_a_surrogate_pair) {
  EXPECT_THAT(
      said(with(R"({"password": "\ud83d\ude00", "provder": "plain", "provider": "plain", "domain": "a.example"})")),
      ::testing::Contains(HasSubstr("1:30: error: unknown key `provder`")));
}

TEST(ConfigText, keeps_secrets_exactly) {
  EXPECT_EQ(password("provider: plain\ndomain: a.example\npassword: 0123\n"), "0123");
  EXPECT_EQ(password("provider: plain\ndomain: a.example\npassword: yes\n"), "yes");
  EXPECT_EQ(password("provider: plain\ndomain: a.example\npassword: 1e3\n"), "1e3");
  EXPECT_EQ(password("provider: plain\ndomain: a.example\npassword: ' a # b '\n"), " a # b ");
  EXPECT_EQ(
      password("provider: plain\ndomain: a.example\npassword: a$b${\n"),
      "not loaded: " + ::testing::PrintToString(said(with("provider: plain\ndomain: a.example\npassword: a$b${\n"))));
  EXPECT_EQ(password("provider: plain\ndomain: a.example\npassword: a$b$${env:X}$$\n"), "a$b${env:X}$$");
}

TEST(References, may_stand_inside_the_path_of_a_file) {
  const auto loaded =
      load({.text = "provider: plain\ndomain: a.example\npassword: \"${file:${env:CREDENTIALS_DIRECTORY}/token}\"\n",
            .environment = {{"CREDENTIALS_DIRECTORY", "/run/credentials/x"}},
            .files = {{"/run/credentials/x/token", "hush\n\n"}}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(made_with(loaded->configuration.engine.accounts.at(0)).secret("password").reveal(), "hush");
}

TEST(References, do_not_stand_for_references_again) {
  const auto loaded = load({.text = kGood, .environment = {{"TOKEN", "${env:OTHER}"}, {"OTHER", "x"}}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(made_with(loaded->configuration.engine.accounts.at(0)).secret("password").reveal(), "${env:OTHER}");
}

struct ListenRow {
  const char* text;
  const char* read;
};

TEST(ParseListen, reads_every_form) {
  for (const auto& [text, read] :
       {ListenRow{"127.0.0.1:9876", "127.0.0.1|9876"}, ListenRow{":8080", "|8080"}, ListenRow{"*:8080", "|8080"},
        ListenRow{"[::1]:1", "::1|1"}, ListenRow{"[::]:0", "::|0"}, ListenRow{"LocalHost:80", "localhost|80"}}) {
    const auto listen = parse_listen(text);
    ASSERT_TRUE(listen && *listen) << text;
    EXPECT_EQ(cat((*listen)->host, '|', (*listen)->port), read);
  }
  for (const auto* text : {"off", "none", "False"}) {
    const auto listen = parse_listen(text);
    ASSERT_TRUE(listen) << text;
    EXPECT_EQ(*listen, std::nullopt) << text;
  }
}

TEST(ParseListen, refuses_the_rest) {
  for (const auto* text : {"", "localhost", "8080", "::1", "::1:80", "[::1]", "[::1]80", "[]:80", "[x]:80", "a:b",
                           "a:65536", "a:-1", "a b:80", "[::1", ":"}) {
    const auto listen = parse_listen(text);
    ASSERT_FALSE(listen) << text;
    EXPECT_EQ(listen.error().reason, Reason::config);
  }
}

TEST(Sections, describe_every_setting_with_help) {
  std::vector<const schema::Schema*> all{&verify_schema(), &short_form_schema()};
  for (const auto& part : sections()) {
    EXPECT_FALSE(part.title.empty());
    all.push_back(&part.settings);
  }
  for (const auto* schema : all) {
    for (const auto& field : schema->fields) EXPECT_FALSE(field.help.empty()) << field.key;
  }
}

TEST(Sections, stand_all_in_the_full_example) {
  std::string full;
  {
    std::ifstream file(std::string(DDNS_TESTS_DIR) + "/../configs/full.yaml");
    ASSERT_TRUE(file);
    full.assign(std::istreambuf_iterator<char>(file), {});
  }
  const auto expect_key = [&](const std::string& key) { EXPECT_THAT(full, HasSubstr(key + ":")) << key; };
  for (const auto& part : sections()) {
    if (!part.key.empty()) {
      EXPECT_THAT(full, HasSubstr("\n" + part.key + ":"));
    }
    for (const auto& field : part.settings.fields) expect_key(field.key);
  }
  for (const auto& field : verify_schema().fields) expect_key(field.key);
}

}  // namespace
}  // namespace ddns::config::test
