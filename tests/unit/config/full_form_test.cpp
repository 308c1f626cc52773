#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "fakes.h"
#include "support/posix_path.h"

namespace ddns::config::test {
namespace {

using ddns::test::posix_path;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kBase = R"(accounts:
  - { id: cf, provider: cloudflare, api_token: "${env:TOKEN}" }
  - { id: bind, provider: rfc2136, server: 192.0.2.53 }
sources:
  - { id: wan4, type: interface, family: ipv4 }
  - { id: lan6, type: interface, family: ipv6 }
  - { id: any, type: static, addresses: 192.0.2.1 }
)";

Given with(const std::string& more) { return {.text = kBase + more, .environment = {{"TOKEN", "hush"}}}; }

Configuration configuration(const Given& given) {
  auto loaded = load(given);
  EXPECT_TRUE(loaded.has_value()) << ::testing::PrintToString(loaded ? std::vector<std::string>{}
                                                                     : lines(loaded.error()));
  return loaded ? std::move(loaded->configuration) : Configuration{};
}

std::vector<std::string> fed(const Configuration& configuration) {
  std::vector<std::string> out;
  for (const auto& record : configuration.engine.records) {
    out.push_back(record.target.key.to_string() + " < " + record.source + " @ " + record.account);
  }
  return out;
}

constexpr auto kUsesAll =
    "records: [{ name: z.example, account: cf, ipv4: wan4, ipv6: lan6 }, "
    "{ name: y.example, account: bind, ipv4: any }]\n";

TEST(FullForm, fills_every_carrier_with_its_default) {
  const auto read = configuration(with(kUsesAll));
  EXPECT_EQ(read.engine.interval, std::chrono::minutes{5});
  EXPECT_EQ(read.engine.settle, std::chrono::milliseconds{300});
  EXPECT_EQ(read.engine.verify_interval, std::chrono::minutes{15});
  EXPECT_EQ(read.engine.health.stale_after, std::chrono::minutes{5});
  const plan::RetryRules retry;
  EXPECT_EQ(read.engine.retry.first, retry.first);
  EXPECT_EQ(read.engine.retry.cap, retry.cap);
  EXPECT_EQ(read.engine.retry.probe_first, retry.probe_first);
  EXPECT_EQ(read.engine.retry.probe_cap, retry.probe_cap);
  EXPECT_EQ(read.engine.retry.rate_limited_default, retry.rate_limited_default);
  EXPECT_EQ(read.listen, Listen{});
  EXPECT_EQ(read.log, LogSettings{});
  EXPECT_EQ(read.state, StateSettings{});
  EXPECT_EQ(read.web, WebSettings{});
  const engine::AccountSettings standard;
  const auto& account = read.engine.accounts.at(0);
  EXPECT_EQ(account.http, standard.http);
  EXPECT_EQ(account.timeout, standard.timeout);
  EXPECT_EQ(account.limits.max_changes, standard.limits.max_changes);
  EXPECT_EQ(account.limits.max_deletes, standard.limits.max_deletes);
  EXPECT_EQ(account.verify, standard.verify);
  const engine::SourceSettings source;
  EXPECT_EQ(read.engine.sources.at(0).timeout, source.timeout);
  EXPECT_EQ(read.engine.sources.at(0).admission, source.admission);
}

TEST(FullForm, reads_the_general_settings) {
  const auto read = configuration(with(std::string(kUsesAll) + R"(interval: 1m
settle: 1s
listen: "off"
log: { level: warn, path: logs/x.log, max_size: 1MiB, keep: 0, rotation: external, format: text, stdout: true }
state: { path: ../state.db, retention: 36h }
web: { token: "${env:TOKEN}" }
verify: { enabled: false, interval: 1h, deadline: 9s, resolvers: [9.9.9.9, "[2620:fe::fe]:5353"] }
retry: { first: 1s, cap: 1m, probe_first: 2h, probe_cap: 2h, rate_limited: 1m }
health: { stale_after: 10m }
)"));
  EXPECT_EQ(read.engine.interval, std::chrono::minutes{1});
  EXPECT_EQ(read.engine.settle, std::chrono::seconds{1});
  EXPECT_EQ(read.listen, std::nullopt);
  auto log = read.log;
  log.path = posix_path(log.path);
  EXPECT_EQ(log, (LogSettings{.level = LogLevel::warn,
                              .path = "/etc/ddns/logs/x.log",
                              .max_size = 1U << 20U,
                              .keep = 0,
                              .rotation = LogRotation::external,
                              .format = LogFormat::text,
                              .to_stdout = true}));
  EXPECT_EQ(posix_path(read.state.path), "/etc/state.db");
  EXPECT_EQ(read.state.retention, std::chrono::hours{36});
  EXPECT_EQ(read.web.token.reveal(), "hush");
  EXPECT_EQ(read.engine.verify_interval, std::chrono::hours{1});
  ASSERT_EQ(read.engine.resolvers.size(), 2U);
  EXPECT_EQ(read.engine.resolvers[0], (dns::Server{*IpAddress::parse("9.9.9.9"), 53}));
  EXPECT_EQ(read.engine.resolvers[1], (dns::Server{*IpAddress::parse("2620:fe::fe"), 5353}));
  EXPECT_EQ(read.engine.retry.cap, std::chrono::minutes{1});
  EXPECT_EQ(read.engine.retry.rate_limited_default, std::chrono::minutes{1});
  EXPECT_EQ(read.engine.health.stale_after, std::chrono::minutes{10});
  EXPECT_FALSE(read.engine.accounts.at(0).verify.enabled);
  EXPECT_EQ(read.engine.accounts.at(0).verify.deadline, std::chrono::seconds{9});
}

TEST(FullForm, reads_a_source) {
  const auto read = configuration({.text = R"(provider: plain
password: x
domain: example.com
sources:
  - { id: wan, type: http, urls: [https://one.example], family: ipv4, allow_private: true, allow_cgnat: true,
      allow_cdn: true, allow: [192.0.2.0/24, 2001:db8::1], deny: 198.51.100.1, timeout: 2s, bind: eth0,
      proxy: "http://proxy.example:3128", ca_file: ca.pem }
)"});
  const auto& source = read.engine.sources.at(0);
  EXPECT_EQ(source.id, "wan");
  EXPECT_EQ(source.type, "http");
  EXPECT_THAT(made_with(source).list("urls"), ElementsAre("https://one.example"));
  EXPECT_EQ(source.admission,
            (plan::AdmissionRules{.allow_private = true,
                                  .allow_cgnat = true,
                                  .allow_cdn = true,
                                  .allow = {*Prefix::parse("192.0.2.0/24"), *Prefix::parse("2001:db8::1")},
                                  .deny = {*Prefix::parse("198.51.100.1")}}));
  EXPECT_EQ(source.timeout, std::chrono::seconds{2});
  auto http = source.http;
  http.ca_file = posix_path(http.ca_file);
  EXPECT_EQ(http, (http::HttpOptions{.family = Family::ipv4,
                                     .bind = "eth0",
                                     .proxy = "http://proxy.example:3128",
                                     .ca_file = "/etc/ddns/ca.pem"}));
}

TEST(FullForm, reads_an_account) {
  const auto read = configuration({.text = R"(accounts:
  - provider: alidns
    access_key_id: id
    access_key_secret: "${env:TOKEN}"
    family: ipv6
    bind: 192.0.2.7
    proxy: http://proxy.example:3128
    ca_file: /ca.pem
    timeout: 1m
    credentials_expire: 2027-01-31
    policy: upsert_only
    max_changes: 5
    max_deletes: 0
    verify: { servers: [192.0.2.53], key_name: View., key_secret: "${env:TOKEN}", deadline: 30s }
records: [{ name: home.example.com }]
)",
                                   .environment = {{"TOKEN", "hush"}}});
  const auto& account = read.engine.accounts.at(0);
  EXPECT_EQ(account.id, "aliyun");
  EXPECT_EQ(account.provider_id, "aliyun");
  auto http = account.http;
  http.ca_file = posix_path(http.ca_file);
  EXPECT_EQ(
      http,
      (http::HttpOptions{
          .family = Family::ipv6, .bind = "192.0.2.7", .proxy = "http://proxy.example:3128", .ca_file = "/ca.pem"}));
  EXPECT_EQ(account.timeout, std::chrono::minutes{1});
  EXPECT_EQ(account.credentials_expire, parse_rfc3339("2027-01-31T00:00:00Z").value());
  EXPECT_EQ(account.policy, plan::Policy::upsert_only);
  EXPECT_EQ(account.limits.max_changes, 5U);
  EXPECT_EQ(account.limits.max_deletes, 0U);
  EXPECT_EQ(account.verify, (engine::VerifySettings{.servers = {{*IpAddress::parse("192.0.2.53"), 53}},
                                                    .key_name = "view",
                                                    .key_algorithm = "hmac-sha256",
                                                    .key_secret = Secret("hush"),
                                                    .deadline = std::chrono::seconds{30}}));
}

TEST(FullForm, leaves_a_key_that_the_provider_describes_itself_to_the_provider) {
  const auto read =
      configuration({.text = R"(accounts: [{ provider: rfc2136, server: ns1.example.com, timeout: 2s, bind: eth0 }]
records: [{ name: home.example.com }]
)"});
  const auto& account = read.engine.accounts.at(0);
  EXPECT_EQ(made_with(account).duration("timeout"), std::chrono::seconds{2});
  EXPECT_EQ(account.timeout, std::chrono::seconds{30});  // for several messages
  EXPECT_EQ(made_with(account).text("bind"), "eth0");
  EXPECT_EQ(account.http.bind, "");
}

TEST(FullForm, gives_accounts_a_fingerprint_of_all_their_settings) {
  const auto fingerprint = [](const std::string& secret, const std::string& more = "") {
    return configuration({.text = "accounts: [{ provider: plain, password: \"${env:TOKEN}\"" + more +
                                  " }]\nrecords: [{ name: a.example }]\n",
                          .environment = {{"TOKEN", secret}}})
        .engine.accounts.at(0)
        .fingerprint;
  };
  EXPECT_NE(fingerprint("one"), "");
  EXPECT_EQ(fingerprint("one"), fingerprint("one"));
  EXPECT_NE(fingerprint("one"), fingerprint("two"));
  EXPECT_NE(fingerprint("one"), fingerprint("one", ", bind: eth0"));
}

TEST(FullForm, reads_a_record) {
  const auto read = configuration({.text = R"(accounts:
  - { id: a, provider: aliyun, access_key_id: x, access_key_secret: "${env:TOKEN}", verify: { deadline: 9m } }
records:
  - names: [home.example.com, "*.home.example.com"]
    zone: example.com
    ttl: 10m
    line: telecom
    shared: true
    clear_when_none: true
    many_values: true
    host_ids: ["::1", "00:11:22:33:44:55"]
    include_observed: true
    extra: { RecordId: "7", Priority: 1 }
    verify: { servers: 192.0.2.9 }
)",
                                   .environment = {{"TOKEN", "hush"}}});
  EXPECT_THAT(
      fed(read),
      ElementsAre("home.example.com A [telecom] < default4 @ a", "home.example.com AAAA [telecom] < default6 @ a",
                  "*.home.example.com A [telecom] < default4 @ a", "*.home.example.com AAAA [telecom] < default6 @ a"));
  const auto& a = read.engine.records.at(0);
  const auto& aaaa = read.engine.records.at(1);
  EXPECT_EQ(a.zone, *DomainName::parse("example.com"));
  EXPECT_EQ(a.target.attributes.ttl, std::chrono::minutes{10});
  EXPECT_EQ(a.target.attributes.proxied, std::nullopt);
  EXPECT_THAT(a.target.attributes.extra,
              ElementsAre(::testing::Pair("Priority", "1"), ::testing::Pair("RecordId", "7")));
  EXPECT_TRUE(a.target.shared);
  EXPECT_TRUE(a.target.clear_when_none);
  EXPECT_TRUE(a.target.many_values);
  EXPECT_THAT(a.target.host_ids, IsEmpty());
  EXPECT_FALSE(a.target.include_observed);
  EXPECT_EQ(aaaa.target.host_ids,
            (std::vector{*plan::parse_host_id("::1"), *plan::parse_host_id("00:11:22:33:44:55")}));
  EXPECT_TRUE(aaaa.target.include_observed);
  ASSERT_TRUE(a.verify.has_value());
  EXPECT_EQ(a.verify->servers, (std::vector{dns::Server{*IpAddress::parse("192.0.2.9"), 53}}));
  EXPECT_EQ(a.verify->deadline, std::chrono::minutes{9});  // as the account says
}

TEST(FullForm, verify_false_switches_off_for_one_record) {
  const auto read =
      configuration(with("records: [{ name: a.example, account: cf, ipv4: wan4, ipv6: lan6, verify: false }, "
                         "{ name: b.example, account: bind, ipv4: any }]\n"));
  ASSERT_TRUE(read.engine.records.at(0).verify.has_value());
  EXPECT_FALSE(read.engine.records.at(0).verify->enabled);
  EXPECT_EQ(read.engine.records.at(2).verify, std::nullopt);
}

TEST(FullForm, a_named_source_leaves_the_other_family_alone) {
  EXPECT_THAT(fed(configuration(with("records: [{ name: a.example, account: cf, ipv4: wan4 }, "
                                     "{ name: b.example, account: bind, ipv6: any }]\n"))),
              ElementsAre("a.example A < wan4 @ cf", "b.example AAAA < any @ bind"));
}

TEST(FullForm, takes_the_only_source_of_a_family_when_none_is_named) {
  EXPECT_THAT(fed(configuration({.text = R"(sources: [{ id: wan, type: interface }]
accounts: [{ provider: cloudflare, api_token: x }]
records: [{ name: a.example }, { name: b.example, ipv6: false }]
)"})),
              ElementsAre("a.example A < wan @ cloudflare", "a.example AAAA < wan @ cloudflare",
                          "b.example A < wan @ cloudflare"));
}

TEST(FullForm, takes_a_source_called_default4_before_all_others) {
  EXPECT_THAT(fed(configuration({.text = R"(sources: [{ id: a, type: http }, { id: default4, type: http, family: ipv4 }]
accounts: [{ provider: plain, password: x }]
records: [{ name: a.example, ipv6: false }]
)"})),
              ElementsAre("a.example A < default4 @ plain"));
}

TEST(FullForm, drops_by_default_a_family_that_the_service_lacks) {
  EXPECT_THAT(
      fed(configuration({.text = "accounts: [{ provider: plain, password: x }]\nrecords: [{ name: a.example }]\n"})),
      ElementsAre("a.example A < default4 @ plain"));
}

TEST(FullForm, a_default_source_is_required_only_when_nothing_else_feeds_a_record) {
  const auto required = [](const std::string& records, const std::string& provider = "cloudflare, api_token: x") {
    std::vector<std::string> out;
    for (const auto& source :
         configuration({.text = "accounts: [{ provider: " + provider + " }]\nrecords: [" + records + "]\n"})
             .engine.sources) {
      out.push_back(source.id + (source.required ? " required" : ""));
    }
    return out;
  };
  EXPECT_THAT(required("{ name: a.example }"), ElementsAre("default4", "default6"));
  EXPECT_THAT(required("{ name: a.example, ipv6: false }"), ElementsAre("default4 required"));
  EXPECT_THAT(required("{ name: a.example, ipv6: true }"), ElementsAre("default4", "default6 required"));
  EXPECT_THAT(required("{ name: a.example }, { name: b.example, ipv4: false }"),
              ElementsAre("default4", "default6 required"));
  EXPECT_THAT(required("{ name: a.example }", "plain, password: x"), ElementsAre("default4 required"));
  EXPECT_TRUE(configuration(with(kUsesAll)).engine.sources.at(0).required);
}

TEST(FullForm, tells_the_provider_the_id_of_its_account) {
  const auto id = [](const std::string& more) {
    return made_with(configuration({.text = "accounts: [{ provider: hosts, path: x" + more +
                                            " }]\nrecords: [{ name: a.example }]\n"})
                         .engine.accounts.at(0))
        .text("id");
  };
  EXPECT_EQ(id(""), "hosts");
  EXPECT_EQ(id(", id: lan"), "lan");
}

TEST(FullForm, same_name_on_two_lines_is_two_records) {
  EXPECT_THAT(fed(configuration({.text = R"(accounts: [{ provider: aliyun, access_key_id: x, access_key_secret: x }]
records: [{ name: a.example, line: one, ipv6: false }, { name: a.example, line: two, ipv6: false }]
)"})),
              ElementsAre("a.example A [one] < default4 @ aliyun", "a.example A [two] < default4 @ aliyun"));
}

TEST(FullForm, ttl_1_means_automatic_where_there_is_such_a_thing) {
  const auto read = configuration(
      {.text = "accounts: [{ provider: cloudflare, api_token: x }]\nrecords: [{ name: a.example, ttl: 1 }]\n"});
  EXPECT_EQ(read.engine.records.at(0).target.attributes.ttl, std::chrono::seconds{1});
}

/// What programs write: the whole file is one line. Reading it takes milliseconds; the limit is only there to end a
/// reader that counts from the begin of the line for each value.
TEST(FullForm, a_thousand_records_on_one_line_are_read_and_their_mistakes_placed) {
  const auto file = [](std::string_view last) {
    std::string text = R"({"accounts":[{"id":"h","provider":"hosts","path":"/h"}],"records":[)";
    for (int i = 0; i < 1000; ++i) text += cat(R"({"name":"h)", i, R"(.example.com","ipv6":false},)");
    return cat(text, last, "]}");
  };
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(configuration({.text = file(R"({"name":"last.example.com","ipv6":false})"), .path = "/c.json"})
                .engine.records.size(),
            1001U);
  const auto wrong = file(R"({"nmae":"x"})");
  EXPECT_THAT(said({.text = wrong, .path = "/c.json"}),
              ElementsAre(HasSubstr(cat("1:", wrong.find("{\"nmae") + 1, ": error: ")),
                          HasSubstr(cat("1:", wrong.find("\"nmae") + 1, ": error: unknown key `nmae`"))));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::minutes{1});
}

TEST(FullFormWarnings, are_given_for_what_is_odd_but_possible) {
  EXPECT_THAT(
      said({.text = R"(accounts:
  - { id: one, provider: plain, password: hush }
  - { id: two, provider: plain, password: "${env:TOKEN}" }
  - { id: three, provider: plain, password: "${env:TOKEN}" }
sources:
  - { id: a, type: interface }
  - { id: b, type: interface }
records:
  - { name: x.example, account: one, ipv4: a, include_observed: true }
  - { name: x.example, account: two, ipv4: a }
)",
            .environment = {{"TOKEN", "x"}}}),
      ElementsAre("loaded", HasSubstr("2:43: warning: the secret `password` is written into this file"),
                  "4:5: warning: no record uses account `three`", "7:5: warning: no record uses source `b`",
                  "9:65: warning: `include_observed` does nothing without `host_ids`",
                  HasSubstr("10:13: warning: x.example A is also kept by account `one` (the first is in line 9")));
}

/// A service made of templates, with these lines of YAML among its settings.
Given templated(const std::string& settings) {
  return {.text = "accounts:\n  - provider: templated\n" + settings +
                  "records: [{ name: a.example, ipv6: false, extra: { region: x } }]\n",
          .environment = {{"TOKEN", "canary-of-environment"}}};
}

TEST(FullFormWarnings, are_given_for_secrets_written_into_templates) {
  const auto given = templated(R"(    url: "https://dns.example/set?name=#{domain}&token=canary-url&ip=#{ip}"
    headers: { Accept: text/plain, Authorization: "Bearer canary-header" }
    secrets: { key: canary-map }
    body: '{"ip": "#{ip}", "ttl": #{ttl}, "api_key": "canary-body"}'
)");
  const auto what = [](std::string_view place, std::string_view key) {
    return cat(place, ": warning: `", key,
               "` holds what its name calls a secret, written into this file (keep it outside and write ${env:NAME} "
               "or ${file:PATH})");
  };
  EXPECT_THAT(said(given), ElementsAre("loaded", what("3:10", "url"), what("4:51", "headers"), what("5:21", "secrets"),
                                       what("6:11", "body")));
  const auto loaded = load(given);
  ASSERT_TRUE(loaded.has_value());
  std::set<std::string> masked;
  for (const auto& secret : loaded->configuration.secrets) masked.emplace(secret.reveal());
  for (const auto* canary : {"canary-url", "canary-header", "canary-map", "canary-body"}) {
    EXPECT_TRUE(masked.contains(canary)) << canary;
  }
  EXPECT_THAT(
      said(templated("    url: \"https://dns.example/?name=#{domain}\"\n    body: \"pass=canary-form&ip=#{ip}\"\n")),
      ElementsAre("loaded", what("4:11", "body")));
}

TEST(FullFormWarnings, are_not_given_for_references_and_variables_in_templates) {
  EXPECT_THAT(
      said(templated(
          R"(    url: "https://dns.example/set?name=#{domain}&token=#{secret:key}&key=${env:TOKEN}&system=dyndns"
    headers: { Authorization: "Bearer ${env:TOKEN}", X-Api-Key: "#{secret:key}", X-Any: AbCdEf12 }
    secrets: { key: "${env:TOKEN}" }
    body: '{"token": "${env:TOKEN}", "key": "#{secret:key}", "name": "#{domain}", "type": "keyword"}'
)")),
      ElementsAre("loaded"));
}

TEST(FullFormWarnings, are_given_for_credentials_in_the_clear) {
  EXPECT_THAT(said({.text = R"(accounts:
  - { id: one, provider: cloudflare, api_token: "${env:TOKEN}", endpoint: "http://api.example.com" }
  - { id: two, provider: cloudflare, api_token: "${env:TOKEN}", endpoint: "http://127.0.0.1:8080" }
  - { id: three, provider: cloudflare, api_token: "${env:TOKEN}" }
records:
  - { names: [a.example], account: one }
  - { names: [b.example], account: two }
  - { names: [c.example], account: three }
)",
                    .environment = {{"TOKEN", "x"}}}),
              ElementsAre("loaded", HasSubstr("2:75: warning: `endpoint` is plain http")));
}

TEST(FullFormWarnings, name_variables_that_nobody_reads) {
  auto given = with(kUsesAll);
  given.environment = {{"TOKEN", "hush"},           {"DDNS_LOG_LEVLE", "debug"}, {"DDNS_WHATEVER_ELSE", "x"},
                       {"DDNS_PROVIDER", "aliyun"}, {"DDNS_CONFIG", "/x"},       {"OTHER", "x"},
                       {"DDNS_LOG_LEVEL", "debug"}, {"DDNS_TIMEOUT", "3s"},      {"DDNS_PASSWORD", "hush"}};
  EXPECT_THAT(
      said(given),
      ElementsAre("loaded",
                  "environment DDNS_LOG_LEVLE: warning: no setting has this name (did you mean DDNS_LOG_LEVEL?)",
                  HasSubstr("environment DDNS_PASSWORD: warning: not used: the file has `accounts` and `records`"),
                  HasSubstr("environment DDNS_PROVIDER: warning: not used: the file has `accounts` and `records`"),
                  HasSubstr("environment DDNS_TIMEOUT: warning: not used: the file has `accounts` and `records`"),
                  "environment DDNS_WHATEVER_ELSE: warning: no setting has this name"));
}

TEST(FullFormWarnings, do_not_name_variables_that_a_reference_reads) {
  auto given = with(kUsesAll);
  given.environment = {{"TOKEN", "hush"}, {"DDNS_MY_DIR", "/var/x"}};
  given.text += "state: { path: \"${env:DDNS_MY_DIR}/state.db\" }\n";
  EXPECT_THAT(said(given), ElementsAre("loaded"));
}

TEST(FullFormWarnings, come_along_with_errors) {
  EXPECT_THAT(said({.text = "provider: plain\npassword: hush\ndomain: a.example\nttl: x\n"}),
              ElementsAre(HasSubstr("2:11: warning"), HasSubstr("4:6: error")));
}

TEST(FullFormErrors, mask_a_secret_that_stands_where_an_id_should) {
  EXPECT_THAT(said({.text = R"(accounts: [{ provider: plain, password: "${env:TOKEN}" }]
records: [{ name: a.example, account: hush-hush }]
)",
                    .environment = {{"TOKEN", "hush-hush"}}}),
              ElementsAre("2:39: error: there is no account `******` (there are plain)"));
}

TEST(FullFormErrors, refuse_connection_settings_where_nothing_connects) {
  EXPECT_THAT(said({.text = R"(accounts: [{ id: cf, provider: plain, password: "${env:TOKEN}" }]
sources:
  - { id: lan, type: interface, bind: eth0 }
  - { id: fixed, type: static, addresses: 192.0.2.1, proxy: "http://192.0.2.8:3128" }
  - { id: echo, type: http, bind: eth0 }
records: [{ name: a.example, account: cf, ipv4: lan }, { name: b.example, account: cf, ipv4: fixed },
          { name: c.example, account: cf, ipv4: echo }]
)",
                    .environment = {{"TOKEN", "x"}}}),
              ElementsAre(AllOf(HasSubstr("3:39: error: a source of type interface has no use for `bind`"),
                                HasSubstr("remove `bind`")),
                          HasSubstr("4:61: error: a source of type static has no use for `proxy`")));
}

TEST(FullFormErrors, do_not_go_on_about_accounts_and_sources_that_could_not_be_read) {
  EXPECT_THAT(said({.text = R"(accounts: cf
sources: wan
records: [{ name: a.example, account: cf, ipv4: wan }]
)"}),
              ElementsAre("1:11: error: `accounts` must be a list (begin every element with `- `)",
                          "2:10: error: `sources` must be a list (begin every element with `- `)"));
}

TEST(FullForm, a_source_may_lack_a_family_that_no_record_asks_for) {
  const auto required = [](std::string_view source, std::string_view record) {
    const auto loaded = load({.text = cat("accounts: [{ provider: rfc2136, server: 192.0.2.1 }]\n"
                                          "sources: [{ id: lan, type: interface, required: false",
                                          source, " }]\n", "records: [{ name: a.example", record, " }]\n")});
    EXPECT_TRUE(loaded) << (loaded ? "" : lines(loaded.error()).front());
    return loaded && loaded->configuration.engine.sources.at(0).required;
  };
  EXPECT_FALSE(required("", ""));
  EXPECT_TRUE(required("", ", ipv4: lan"));
  EXPECT_TRUE(required("", ", ipv6: false")) << "there is nothing beside";
  EXPECT_TRUE(required(", family: ipv6", ""));
}

TEST(FullFormErrors, ids_are_compared_as_they_are_meant) {
  EXPECT_THAT(said({.text = R"(accounts:
  - { id: "${env:ID}", provider: plain, password: "${env:TOKEN}" }
  - { id: one, provider: plain, password: "${env:TOKEN}" }
sources:
  - { id: "${env:ID}", type: interface }
  - { id: one, type: interface }
records:
  - { name: a.example, account: one }
)",
                    .environment = {{"TOKEN", "hush"}, {"ID", "one"}}}),
              ElementsAre(HasSubstr("3:11: error: there is already an account"),
                          HasSubstr("6:11: error: there is already a source")));
  EXPECT_THAT(said({.text = R"(accounts:
  - { id: "${env:ID}", provider: plain, password: "${env:TOKEN}" }
  - { id: "${env:ID}", provider: plain, password: "${env:TOKEN}" }
sources:
  - { id: "${env:ID}", type: interface }
  - { id: "${env:ID}", type: interface }
notify:
  - { id: one, type: webhook, url: "${env:HOOK}" }
  - { id: "${env:ID}", type: webhook, url: "${env:HOOK}" }
records:
  - { name: a.example, account: one }
)",
                    .environment = {{"TOKEN", "hush"}, {"ID", "one"}, {"HOOK", "https://a.example/"}}}),
              ElementsAre(HasSubstr("3:11: error: there is already an account"),
                          HasSubstr("6:11: error: there is already a source"),
                          HasSubstr("9:11: error: there is already a channel")));
}

TEST(FullFormErrors, a_record_twice_at_the_second_of_two_accounts_is_found) {
  EXPECT_THAT(said({.text = R"(accounts:
  - { id: a, provider: plain, password: "${env:TOKEN}" }
  - { id: b, provider: plain, password: "${env:TOKEN}" }
records:
  - { name: a.example, account: a }
  - { name: a.example, account: b }
  - { name: a.example, account: b }
)",
                    .environment = {{"TOKEN", "hush"}}}),
              ElementsAre(HasSubstr("6:13: warning: a.example A is also kept by account `a`"),
                          HasSubstr("7:13: error: a.example A stands here for the second time")));
}

TEST(FullFormErrors, nothing_at_all_names_the_folder_where_a_file_was_looked_for) {
  EXPECT_THAT(said({.path = "", .looked_in = "/etc/ddns-sidecar"}),
              ElementsAre(HasSubstr("no config.yaml, config.yml or config.json in /etc/ddns-sidecar")));
  EXPECT_THAT(said({.text = "interval: 5m\n", .looked_in = "/etc/ddns-sidecar"}),
              ElementsAre(Not(HasSubstr("/etc/ddns-sidecar"))));
}

TEST(ReadableByOthers, is_a_warning_about_the_file) {
  EXPECT_THAT(readable_by_others("config.yaml").to_string(), HasSubstr("config.yaml: warning: other users"));
}

}  // namespace
}  // namespace ddns::config::test
