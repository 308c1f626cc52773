#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/file_text.h"

namespace ddns::e2e {
namespace {

using test::HttpAnswer;
using test::Reply;
using test::SeenRequest;
using test::StubServer;
using testing::HasSubstr;
using testing::Not;

const StubServer::Handler kOk = [](const SeenRequest&) { return Reply::json(200, R"({"errcode":0,"errmsg":"ok"})"); };

std::string alert_call(const std::string& name = "firing") {
  return test::file_text(cat(DDNS_TESTS_DIR, "/golden/bridge/", name, ".json"));
}

/// `alert-bridge` as a process of its own.
class BridgeProcess {
 public:
  BridgeProcess(World& world, const std::string& config, std::map<std::string, std::string> environment = {},
                std::vector<std::string> more = {}) {
    auto setup = world.setup(config, std::move(environment));
    setup.listen = "127.0.0.1:9877";
    sidecar_ = std::make_unique<test::Sidecar>(setup);
    std::vector<std::string> argv{setup.program};
    if (!config.empty()) {
      argv.emplace_back("-c");
      argv.push_back((setup.folder / setup.config_name).string());
    }
    argv.emplace_back("alert-bridge");
    argv.insert(argv.end(), more.begin(), more.end());
    output_ = setup.folder / "bridge";
    process_ = std::make_unique<test::ChildProcess>(
        test::ChildSetup{.argv = argv, .environment = setup.environment, .output = output_});
  }
  ~BridgeProcess() { expect_no_secret(); }

  void wait_until_it_listens() {
    ASSERT_TRUE(eventually([&] { return sidecar_->get("/livez").status == 200; })) << output();
  }
  HttpAnswer post(const std::string& path, const std::string& body,
                  const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    return sidecar_->post(path, body, headers);
  }
  [[nodiscard]] test::Sidecar& pages() { return *sidecar_; }
  [[nodiscard]] test::ChildProcess& process() { return *process_; }
  std::optional<int> stop() {
    process_->signal(SIGTERM);
    const auto end = process_->wait(seconds(10));
    return end ? end->exit_code : std::nullopt;
  }
  [[nodiscard]] std::string output() const {
    std::string out;
    for (const auto* suffix : {".out", ".err"}) out += test::file_text_if_any(output_.string() + suffix);
    return out;
  }
  void expect_no_secret() const { EXPECT_THAT(output(), Not(HasSubstr(std::string(kSecret)))); }

 private:
  std::unique_ptr<test::Sidecar> sidecar_;
  std::unique_ptr<test::ChildProcess> process_;
  std::filesystem::path output_;
};

std::string robot(const std::string& id, const StubServer& server) {
  return cat("    - { id: ", id, ", type: dingtalk, endpoint: \"", server.url(),
             "\", access_token: \"${env:TEST_SECRET}\", secret: \"${env:TEST_SECRET}\" }\n");
}

void passes_on(World& world) {
  std::atomic<bool> good{true};
  const StubServer server([&](const SeenRequest& seen) {
    if (good) return kOk(seen);
    return Reply::json(200, cat(R"({"errcode":310000,"errmsg":")", seen.query_pairs().at(0).second, R"("})"));
  });
  BridgeProcess bridge(world, cat("bridge:\n  robots:\n", robot("ops", server)));
  bridge.wait_until_it_listens();
  EXPECT_EQ(bridge.post("/alertmanager/ops", alert_call()).status, 200);
  ASSERT_EQ(server.requests().size(), 1U);
  EXPECT_THAT(server.requests()[0].body, HasSubstr("[FIRING:1] DDNSRecordStale"));
  EXPECT_EQ(server.requests()[0].path, "/robot/send");

  good = false;
  const auto refused = bridge.post("/alertmanager/ops", alert_call());
  EXPECT_EQ(refused.status, 502) << "Alertmanager must try again";
  EXPECT_THAT(refused.body, Not(HasSubstr(std::string(kSecret))));
  EXPECT_EQ(bridge.post("/alertmanager/nobody", alert_call()).status, 404);
  EXPECT_EQ(bridge.post("/alertmanager/ops", "{}").status, 400);
  EXPECT_EQ(bridge.post("/alertmanager/ops", std::string(5U << 20U, ' ')).status, 413);
  EXPECT_EQ(server.requests().size(), 2U);
  EXPECT_EQ(bridge.pages().get("/alertmanager/ops").status, 405);

  EXPECT_EQ(bridge.pages().metric("ddns_bridge_messages_total{robot=\"ops\"}"), 2);
  EXPECT_EQ(bridge.pages().metric("ddns_bridge_failures_total{reason=\"auth\",robot=\"ops\"}"), 1);
  const auto page = bridge.pages().get("/metrics").body;
  EXPECT_THAT(page, HasSubstr("process_start_time_seconds"));
  EXPECT_THAT(page, Not(HasSubstr("ddns_cycle"))) << "it has no cycles that could stand still";
  EXPECT_THAT(page, Not(HasSubstr("ddns_record")));
  EXPECT_EQ(bridge.stop(), 0) << bridge.output();
}

TEST(AlertBridge, passes_alerts_on_and_answers_as_the_robot_did) { in_a_world(passes_on); }

void limited(World& world) {
  const StubServer server(kOk);
  BridgeProcess bridge(world, cat("bridge:\n  robots:\n", robot("ops", server)));
  bridge.wait_until_it_listens();
  for (int i = 0; i < 18; ++i) ASSERT_EQ(bridge.post("/alertmanager/ops", alert_call()).status, 200) << i;
  EXPECT_EQ(bridge.post("/alertmanager/ops", alert_call("resolved")).status, 503);
  EXPECT_EQ(server.requests().size(), 18U);
  EXPECT_EQ(bridge.stop(), 0);
}

TEST(AlertBridge, stays_below_the_robots_limit) { in_a_world(limited); }

void reloaded(World& world) {
  const StubServer server(kOk);
  const auto config = cat("bridge:\n  robots:\n", robot("ops", server));
  BridgeProcess bridge(world, config);
  bridge.wait_until_it_listens();
  for (int i = 0; i < 18; ++i) ASSERT_EQ(bridge.post("/alertmanager/ops", alert_call()).status, 200) << i;
  auto& pages = bridge.pages();
  EXPECT_EQ(pages.metric("ddns_config_last_reload_successful"), 1);
  pages.write_config("bridge: nonsense\n");
  bridge.process().signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return pages.metric("ddns_config_last_reload_successful") == 0; })) << bridge.output();
  EXPECT_EQ(pages.metric("ddns_config_reload_failures_total"), 1);
  pages.write_config(config);
  bridge.process().signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return pages.metric("ddns_config_last_reload_successful") == 1; })) << bridge.output();
  EXPECT_EQ(bridge.post("/alertmanager/ops", alert_call("resolved")).status, 503) << "the robot counts on";
  EXPECT_EQ(server.requests().size(), 18U);
  EXPECT_EQ(bridge.stop(), 0);
}

TEST(AlertBridge, tells_of_a_refused_reload_and_forgets_no_limit_over_one) { in_a_world(reloaded); }

TEST(AlertBridge, runs_from_the_environment_alone) {
  in_a_world([](World& world) {
    const StubServer server([](const SeenRequest&) { return Reply::json(200, R"({"code":0})"); });
    BridgeProcess bridge(
        world, "", {{"DDNS_BRIDGE_FEISHU_TOKEN", std::string(kSecret)}, {"DDNS_BRIDGE_FEISHU_ENDPOINT", server.url()}});
    bridge.wait_until_it_listens();
    EXPECT_EQ(bridge.post("/alertmanager/feishu", alert_call("chinese")).status, 200) << bridge.output();
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_THAT(server.requests()[0].body, HasSubstr("记录过期"));
    EXPECT_EQ(bridge.stop(), 0);
  });
}

TEST(AlertBridge, wants_its_token_and_does_not_leave_loopback_without_one) {
  in_a_world([](World& world) {
    const StubServer server(kOk);
    BridgeProcess open(world, cat("bridge:\n  robots:\n", robot("ops", server)), {}, {"-l", ":9877"});
    const auto end = open.process().wait(seconds(10));
    ASSERT_TRUE(end);
    EXPECT_EQ(end->exit_code, 3) << open.output();
    EXPECT_THAT(open.output(), HasSubstr("bridge.token"));

    BridgeProcess guarded(world, cat("bridge:\n  token: \"${env:TEST_SECRET}\"\n  robots:\n", robot("ops", server)), {},
                          {"-l", ":9877"});
    guarded.wait_until_it_listens();
    EXPECT_EQ(guarded.post("/alertmanager/ops", alert_call()).status, 401);
    EXPECT_TRUE(server.requests().empty());
    EXPECT_EQ(guarded.post("/alertmanager/ops", alert_call(), {{"Authorization", cat("Bearer ", kSecret)}}).status,
              200);
    EXPECT_EQ(guarded.stop(), 0);
  });
}

TEST(AlertBridge, says_when_no_robot_is_configured) {
  in_a_world([](World& world) {
    BridgeProcess bridge(world, "log: { level: info }\n");
    const auto end = bridge.process().wait(seconds(10));
    ASSERT_TRUE(end);
    EXPECT_EQ(end->exit_code, 3);
    EXPECT_THAT(bridge.output(), HasSubstr("no robot is configured"));
  });
}

}  // namespace
}  // namespace ddns::e2e
