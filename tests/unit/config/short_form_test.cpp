#include "fakes.h"
#include "support/posix_path.h"

namespace ddns::config::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr auto kSix = R"(provider: aliyun
access_key_id: "your-access-key-id"
access_key_secret: "your-access-key-secret"
domain: "example.com"
sub_domain: "home"
interval: 300
)";

Configuration configuration(const Given& given) {
  auto loaded = load(given);
  EXPECT_TRUE(loaded.has_value()) << ::testing::PrintToString(loaded ? Diagnostics{} : loaded.error());
  return loaded ? std::move(loaded->configuration) : Configuration{};
}

std::vector<std::string> keys(const Configuration& configuration) {
  std::vector<std::string> out;
  for (const auto& record : configuration.engine.records) out.push_back(record.target.key.to_string());
  return out;
}

void expect_the_six(const Configuration& read) {
  ASSERT_EQ(read.engine.accounts.size(), 1U);
  const auto& account = read.engine.accounts[0];
  EXPECT_EQ(account.id, "aliyun");
  EXPECT_EQ(account.provider_id, "aliyun");
  EXPECT_EQ(made_with(account).text("access_key_id"), "your-access-key-id");
  EXPECT_EQ(made_with(account).secret("access_key_secret").reveal(), "your-access-key-secret");
  EXPECT_EQ(made_with(account).text("endpoint"), "https://alidns.example");
  EXPECT_THAT(keys(read), ElementsAre("home.example.com A", "home.example.com AAAA"));
  ASSERT_EQ(read.engine.records.size(), 2U);
  EXPECT_EQ(read.engine.records[0].account, "aliyun");
  EXPECT_EQ(read.engine.records[0].source, "default4");
  EXPECT_EQ(read.engine.records[1].source, "default6");
  EXPECT_EQ(read.engine.records[0].zone, *DomainName::parse("example.com"));
  EXPECT_EQ(read.engine.interval, std::chrono::seconds{300});
  ASSERT_EQ(read.engine.sources.size(), 2U);
  EXPECT_EQ(read.engine.sources[0].id, "default4");
  EXPECT_EQ(read.engine.sources[0].type, "http");
  EXPECT_EQ(read.engine.sources[0].http.family, Family::ipv4);
  EXPECT_EQ(read.engine.sources[1].http.family, Family::ipv6);
  EXPECT_THAT(made_with(read.engine.sources[0]).list("urls"), ElementsAre("https://a.example", "https://b.example"));
}

TEST(ShortForm, runs_the_six_lines_as_they_stand) {
  const auto loaded = load({.text = kSix});
  ASSERT_TRUE(loaded);
  expect_the_six(loaded->configuration);
  EXPECT_THAT(lines(loaded->warnings),
              ElementsAre(HasSubstr("3:20: warning: the secret `access_key_secret` is written")));
}

TEST(ShortForm, reads_the_same_as_json) {
  expect_the_six(configuration({.text = R"({
	"provider": "aliyun",
	"access_key_id": "your-access-key-id",
	"access_key_secret":"your-access-key-secret",
	"domain": "example.com", "sub_domain": "home",
	"interval": 300
})"}));
}

TEST(ShortForm, reads_the_same_from_the_environment_alone) {
  const auto loaded = load({.environment = {{"DDNS_PROVIDER", "aliyun"},
                                            {"DDNS_ACCESS_KEY_ID", "your-access-key-id"},
                                            {"DDNS_ACCESS_KEY_SECRET", "your-access-key-secret"},
                                            {"DDNS_DOMAIN", "example.com"},
                                            {"DDNS_SUB_DOMAIN", "home"},
                                            {"DDNS_INTERVAL", "300"},
                                            {"PATH", "/usr/bin"}},
                            .path = ""});
  ASSERT_TRUE(loaded) << ::testing::PrintToString(lines(loaded.error()));
  expect_the_six(loaded->configuration);
  EXPECT_THAT(loaded->warnings, ::testing::IsEmpty());
}

TEST(ShortForm, takes_what_the_file_leaves_out_from_the_environment) {
  const auto read = configuration({.text = "provider: aliyun\ndomain: example.com\n",
                                   .environment = {{"DDNS_PROVIDER", "cloudflare"},
                                                   {"DDNS_ACCESS_KEY_ID", "id"},
                                                   {"DDNS_ACCESS_KEY_SECRET", "hush"},
                                                   {"DDNS_DOMAIN", "example.org"},
                                                   {"DDNS_TTL", "60"},
                                                   {"DDNS_IPV6", "false"}}});
  EXPECT_THAT(keys(read), ElementsAre("example.com A"));
  EXPECT_EQ(read.engine.records[0].target.attributes.ttl, std::chrono::seconds{60});
  EXPECT_EQ(made_with(read.engine.accounts[0]).secret("access_key_secret").reveal(), "hush");
  // A default that no record uses is not asked.
  ASSERT_EQ(read.engine.sources.size(), 1U);
  EXPECT_EQ(read.engine.sources[0].id, "default4");
}

TEST(ShortForm, reads_a_secret_from_the_file_that_a_variable_names) {
  const auto read = configuration({.text = "provider: cloudflare\ndomain: example.com\n",
                                   .environment = {{"DDNS_API_TOKEN_FILE", "/run/secrets/token"}},
                                   .files = {{"/run/secrets/token", "hush\r\n"}}});
  EXPECT_EQ(made_with(read.engine.accounts[0]).secret("api_token").reveal(), "hush");
}

TEST(ShortForm, makes_whole_names_of_sub_domains) {
  const auto with = [](const std::string& sub) {
    return keys(configuration({.text = "provider: plain\npassword: x\ndomain: Example.com\n" + sub}));
  };
  EXPECT_THAT(with(""), ElementsAre("example.com A"));
  EXPECT_THAT(with("sub_domain: \"@\"\n"), ElementsAre("example.com A"));
  EXPECT_THAT(with("sub_domain: \"\"\n"), ElementsAre("example.com A"));
  EXPECT_THAT(with("sub_domain: \"*\"\n"), ElementsAre("*.example.com A"));
  EXPECT_THAT(with("sub_domain: a.b\n"), ElementsAre("a.b.example.com A"));
  EXPECT_THAT(with("sub_domain: no\n"), ElementsAre("no.example.com A"));
  EXPECT_THAT(with("sub_domain: 0123\n"), ElementsAre("0123.example.com A"));
  EXPECT_THAT(with("sub_domain: [home, \"@\", '*.home']\n"),
              ElementsAre("home.example.com A", "example.com A", "*.home.example.com A"));
}

TEST(ShortForm, states_the_zone_only_where_it_is_known_and_there_are_zones) {
  const auto zone = [](const std::string& text) { return configuration({.text = text}).engine.records.at(0).zone; };
  EXPECT_EQ(zone("provider: cloudflare\napi_token: x\ndomain: home.example.com\n"), std::nullopt);
  EXPECT_EQ(zone("provider: cloudflare\napi_token: x\ndomain: example.com\nsub_domain: home\n"),
            *DomainName::parse("example.com"));
  EXPECT_EQ(zone("provider: plain\npassword: x\ndomain: example.com\nsub_domain: home\n"), std::nullopt);
}

TEST(ShortForm, switches_families_off) {
  const auto with = [](const std::string& more) {
    return keys(configuration(
        {.text = "provider: aliyun\naccess_key_id: x\naccess_key_secret: x\ndomain: example.com\n" + more}));
  };
  EXPECT_THAT(with("ipv4: true\n"), ElementsAre("example.com A", "example.com AAAA"));
  EXPECT_THAT(with("ipv6: false\n"), ElementsAre("example.com A"));
  EXPECT_THAT(with("ipv4: false\n"), ElementsAre("example.com AAAA"));
}

TEST(ShortForm, takes_settings_of_account_record_and_sections_too) {
  const auto read = configuration({.text = R"(provider: cloudflare
api_token: x
domain: example.com
endpoint: http://127.0.0.1:8080
proxied: true
comment: mine
timeout: 7s
bind: eth1
policy: create_only
log: { level: debug }
sources: [{ id: lan, type: interface, family: ipv4 }]
)"});
  EXPECT_EQ(made_with(read.engine.accounts[0]).text("endpoint"), "http://127.0.0.1:8080");
  EXPECT_EQ(read.engine.accounts[0].timeout, std::chrono::seconds{7});
  EXPECT_EQ(read.engine.accounts[0].http.bind, "eth1");
  EXPECT_EQ(read.engine.accounts[0].policy, plan::Policy::create_only);
  EXPECT_THAT(keys(read), ElementsAre("example.com A"));
  EXPECT_EQ(read.engine.records[0].source, "lan");
  EXPECT_EQ(read.engine.records[0].target.attributes.proxied, true);
  EXPECT_EQ(read.engine.records[0].target.attributes.comment, "mine");
  EXPECT_EQ(read.log.level, LogLevel::debug);
}

TEST(ShortForm, resolves_references_in_names) {
  EXPECT_THAT(keys(configuration(
                  {.text = "provider: plain\npassword: x\ndomain: \"${env:ZONE}\"\nsub_domain: \"${env:HOST}\"\n",
                   .environment = {{"ZONE", "example.com"}, {"HOST", "nas"}}})),
              ElementsAre("nas.example.com A"));
}

TEST(ShortForm, says_at_the_provider_what_the_environment_lacks) {
  EXPECT_THAT(said({.environment = {{"DDNS_PROVIDER", "cloudflare"}, {"DDNS_DOMAIN", "example.com"}}, .path = ""}),
              ElementsAre("environment DDNS_PROVIDER: error: `api_token` is missing (A token that may edit DNS)"));
}

TEST(ShortForm, says_which_variable_is_wrong) {
  EXPECT_THAT(said({.environment = {{"DDNS_PROVIDER", "cloudflair"},
                                    {"DDNS_DOMAIN", "example..com"},
                                    {"DDNS_INTERVAL", "1s"},
                                    {"DDNS_LOG_LEVEL", "inof"}},
                    .path = ""}),
              UnorderedElementsAre(
                  "environment DDNS_PROVIDER: error: unknown provider `cloudflair` (did you mean `cloudflare`?)",
                  "environment DDNS_DOMAIN: error: `domain` must be a domain name, not `example..com`",
                  "environment DDNS_INTERVAL: error: `interval` must be at least 5s",
                  "environment DDNS_LOG_LEVEL: error: `level` must be one of trace, debug, info, warn, error, not "
                  "`inof` (did you mean `info`?)"));
}

TEST(ShortForm, knows_the_variables_that_are_read_before_there_is_a_configuration) {
  EXPECT_THAT(said({.text = kSix, .environment = {{"DDNS_CONFIG", "x"}, {"DDNS_CONFIG_FILE", "x"}}}),
              ElementsAre("loaded", HasSubstr("3:20: warning")));
  EXPECT_THAT(
      said({.text = kSix, .environment = {{"DDNS_CONFG", "x"}}}),
      ::testing::Contains("environment DDNS_CONFG: warning: no setting has this name (did you mean DDNS_CONFIG?)"));
}

TEST(ShortForm, says_so_when_there_is_nothing_at_all) {
  EXPECT_THAT(said({.path = ""}), ElementsAre(HasSubstr("environment: error: nothing is configured")));
}

// Every row of the matrix: which of file, environment and command line give a value, and which one counts.
struct Precedence {
  const char* file;
  const char* environment;
  const char* flag;
  const char* listens;
};

class PrecedenceMatrix : public ::testing::TestWithParam<Precedence> {};

TEST_P(PrecedenceMatrix, takes_the_strongest_voice) {
  const auto& row = GetParam();
  Given given{.text = kSix};
  if (row.file != nullptr) given.text += std::string("listen: ") + row.file + "\n";
  if (row.environment != nullptr) given.environment = {{"DDNS_LISTEN", row.environment}};
  if (row.flag != nullptr) given.listen = row.flag;
  const auto read = configuration(given);
  ASSERT_TRUE(read.listen.has_value());
  EXPECT_EQ(read.listen->host + ":" + std::to_string(read.listen->port), row.listens);
}

INSTANTIATE_TEST_SUITE_P(All, PrecedenceMatrix,
                         ::testing::Values(Precedence{nullptr, nullptr, nullptr, "127.0.0.1:9876"},
                                           Precedence{"file:1", nullptr, nullptr, "file:1"},
                                           Precedence{nullptr, "env:2", nullptr, "env:2"},
                                           Precedence{"file:1", "env:2", nullptr, "file:1"},
                                           Precedence{nullptr, nullptr, "flag:3", "flag:3"},
                                           Precedence{"file:1", nullptr, "flag:3", "flag:3"},
                                           Precedence{nullptr, "env:2", "flag:3", "flag:3"},
                                           Precedence{"file:1", "env:2", "flag:3", "flag:3"},
                                           Precedence{nullptr, "", nullptr, "127.0.0.1:9876"}));

TEST(Precedence, holds_inside_sections_too) {
  const auto read = configuration(
      {.text = std::string(kSix) + "log: { keep: 3 }\n",
       .environment = {{"DDNS_LOG_KEEP", "5"}, {"DDNS_LOG_FORMAT", "text"}, {"DDNS_STATE_PATH", "/x/s.db"}}});
  EXPECT_EQ(read.log.keep, 3U);
  EXPECT_EQ(read.log.format, LogFormat::text);
  EXPECT_EQ(ddns::test::posix_path(read.state.path), "/x/s.db");
}

TEST(Precedence, a_flag_is_checked_like_any_other_value) {
  EXPECT_THAT(said({.text = kSix, .listen = "nowhere", .interval = std::chrono::seconds{1}}),
              UnorderedElementsAre(HasSubstr("command line: error: `listen`: write"),
                                   "command line: error: `interval` must be at least 5s", HasSubstr("3:20: warning")));
  EXPECT_EQ(configuration({.text = kSix, .interval = std::chrono::seconds{90}}).engine.interval,
            std::chrono::seconds{90});
}

}  // namespace
}  // namespace ddns::config::test
