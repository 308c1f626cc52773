#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes.h"

namespace ddns::config::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr const char* kBase =
    "accounts:\n  - { id: cf, provider: cloudflare, api_token: \"${env:TOKEN}\" }\n"
    "records:\n  - { name: home.example.com, account: cf }\n";

Given with(const std::string& more, std::vector<std::pair<std::string, std::string>> environment = {}) {
  environment.emplace_back("TOKEN", "s3ntinel");
  return {.text = kBase + more, .environment = std::move(environment)};
}

Configuration configuration(const Given& given) {
  const auto loaded = load(given);
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().front().to_string());
  return loaded ? loaded->configuration : Configuration{};
}

TEST(NotifySection, makes_channels_with_their_routing) {
  const auto read = configuration(
      with("notify:\n"
           "  - id: ding\n    type: dingtalk\n    access_token: \"${env:TOKEN}\"\n    min_severity: warning\n"
           "    records: \"*.example.com\"\n    events: [failing, recovered]\n    after_failures: 5\n    after: 10m\n"
           "    title: \"#{host}\"\n    timeout: 3s\n    proxy: \"http://192.0.2.8:3128\"\n"
           "  - { id: beat, type: heartbeat, ping: \"${env:TOKEN}\", every: 5m, send_start: true }\n"));
  ASSERT_THAT(read.notify.channels, SizeIs(2));
  const auto& ding = read.notify.channels[0];
  EXPECT_EQ(ding.id, "ding");
  EXPECT_EQ(ding.spec, notify::find("dingtalk"));
  EXPECT_EQ(ding.route.at_least, notify::Severity::warning);
  EXPECT_THAT(ding.route.records, ElementsAre("*.example.com"));
  EXPECT_THAT(ding.route.topics, ElementsAre(notify::Topic::failing, notify::Topic::recovered));
  EXPECT_EQ(ding.rules.after_failures, 5U);
  EXPECT_EQ(ding.rules.after, std::chrono::minutes{10});
  EXPECT_EQ(ding.title_template, "#{host}");
  EXPECT_EQ(ding.timeout, std::chrono::seconds{3});
  EXPECT_EQ(ding.http.proxy, "http://192.0.2.8:3128");
  EXPECT_EQ(ding.values.secret("access_token"), Secret("s3ntinel"));
  EXPECT_EQ(read.notify.channels[1].rules.every, std::chrono::minutes{5});
  EXPECT_TRUE(read.notify.channels[1].rules.send_start);
  EXPECT_FALSE(read.secrets.empty()) << "masked wherever they might turn up";
}

std::vector<std::string> secrets_of(const Configuration& configuration) {
  std::vector<std::string> out;
  for (const auto& secret : configuration.secrets) out.emplace_back(secret.reveal());
  return out;
}

TEST(Secrets, are_also_what_a_service_sees_of_a_setting) {
  const auto read = secrets_of(configuration(with(
      "notify:\n"
      "  - { id: a, type: dingtalk, access_token: \"https://oapi.dingtalk.com/robot/send?access_token=canaryA\" }\n"
      "  - { id: b, type: slack, webhook: \"https://hooks.slack.com/services/T1/B1/canary-b\" }\n"
      "  - { id: c, type: discord, webhook: \"https://discord.com/api/webhooks/1/canary-c\" }\n"
      "  - { id: d, type: heartbeat, ping: \"https://hc.example/ping/canary-D\" }\n"
      "  - { id: e, type: webhook, url: \"https://x.example/in?who=#{host}&key=canary-e\",\n"
      "      headers: { Authorization: \"Bearer canary-f\" } }\n"
      "bridge:\n  robots:\n"
      "    - { id: g, type: wecom, key: \"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=canary-g\" }\n"
      "    - { id: h, type: feishu, token: \"https://open.feishu.cn/open-apis/bot/v2/hook/canary-h\" }\n")));
  for (const auto* secret :
       {"canaryA", "canary-b", "canary-c", "canary-D", "canary-e", "canary-f", "canary-g", "canary-h"}) {
    EXPECT_THAT(read, testing::Contains(secret));
  }
}

TEST(Secrets, are_what_references_stand_for_in_any_setting_but_names) {
  const auto read = secrets_of(configuration(with(
      "notify:\n"
      "  - { id: \"${env:ID}\", type: webhook, url: \"https://${env:HOST}/\", title: \"${env:PLAIN} #{title}\",\n"
      "      headers: { X-Any: \"a ${env:HEADER}\" }, body: '{\"k\": \"${env:BODY}\"}', records: \"${env:NAMES}\" }\n",
      {{"ID", "the-channel"},
       {"HOST", "example.com"},
       {"HEADER", "in-header"},
       {"BODY", "in-a-body"},
       {"PLAIN", "in-a-title"},
       {"NAMES", "home.example.com"}})));
  for (const auto* secret : {"in-header", "in-a-body", "in-a-title"}) EXPECT_THAT(read, testing::Contains(secret));
  for (const auto* name : {"the-channel", "home.example.com"}) {
    EXPECT_THAT(read, testing::Not(testing::Contains(name))) << "log lines need it";
  }
}

TEST(NotifySection, refuses_a_whole_url_of_another_host_than_the_endpoints) {
  const auto found =
      said(with("notify:\n  - { id: beat, type: heartbeat, ping: \"${env:PING}\",\n"
                "      endpoint: \"https://hc.example\" }\n",
                {{"PING", "https://elsewhere.example/ping/canary"}}));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0], testing::HasSubstr("`ping` is a URL of https://elsewhere.example, but `endpoint` says"));
  EXPECT_THAT(found[0], testing::Not(testing::HasSubstr("canary")));
}

TEST(NotifySection, goes_with_the_short_form_too) {
  const auto read = configuration({.text = "provider: cloudflare\napi_token: \"${env:TOKEN}\"\ndomain: example.com\n"
                                           "notify:\n  - { id: n, type: ntfy, topic: \"${env:TOKEN}\" }\n",
                                   .environment = {{"TOKEN", "s3ntinel"}}});
  EXPECT_THAT(read.notify.channels, SizeIs(1));
}

TEST(BridgeSection, has_robots_from_file_and_environment) {
  const auto read = configuration(with(
      "bridge:\n  token: \"${env:TOKEN}\"\n  robots:\n"
      "    - { id: ops, type: dingtalk, access_token: \"${env:TOKEN}\" }\n"
      "    - { id: wecom, type: wecom, key: \"${env:TOKEN}\" }\n",
      {{"DDNS_BRIDGE_WECOM_KEY", "other"}, {"DDNS_BRIDGE_FEISHU_TOKEN", "t"}, {"DDNS_BRIDGE_FEISHU_SECRET", "s"}}));
  EXPECT_EQ(read.bridge.token, Secret("s3ntinel"));
  std::vector<std::string> ids;
  for (const auto& robot : read.bridge.robots) ids.push_back(robot.id);
  EXPECT_THAT(ids, ElementsAre("ops", "wecom", "feishu"));
  EXPECT_EQ(read.bridge.robots[1].values.secret("key"), Secret("s3ntinel")) << "the file counts more";
  EXPECT_EQ(read.bridge.robots[2].values.secret("secret"), Secret("s"));
}

}  // namespace
}  // namespace ddns::config::test
