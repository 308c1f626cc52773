#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/dns_lookup.h"
#include "support/needs.h"
#include "support/smtp_sink.h"
#include "support/tls_fixture.h"

namespace ddns::e2e {
namespace {

using test::BindServer;
using test::dns_lookup;
using test::FakePowerDns;
using test::Reply;
using test::SeenRequest;
using test::SmtpSink;
using test::StubServer;
using testing::HasSubstr;
using Texts = std::set<std::string>;

const StubServer::Handler kRobotOk = [](const SeenRequest&) {
  return Reply::json(200, R"({"errcode":0,"errmsg":"ok"})");
};

std::string dingtalk(const std::string& id, const StubServer& robot, const std::string& more = {}) {
  return cat("  - { id: ", id, ", type: dingtalk, endpoint: \"", robot.url(),
             "\", access_token: \"${env:TEST_SECRET}\", secret: \"${env:TEST_SECRET}\"", more, " }\n");
}

/// The text of a robot's message.
std::string words(const SeenRequest& seen) { return seen.body; }

bool told(const StubServer& robot, std::string_view text, std::size_t times = 1, seconds limit = seconds(15)) {
  return eventually(
      [&] {
        const auto all = robot.requests();
        return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const SeenRequest& seen) {
                 return words(seen).find(text) != std::string::npos;
               })) == times;
      },
      limit);
}

/// One record at a service that can be made to fail, and channels.
class Telling {
 public:
  Telling(World& world, const std::string& channels, const std::string& more = "retry: { first: 300ms, cap: 1s }\n")
      : world_(world) {
    world.cable.add("10.9.0.1/24");
    config_ = cat(quiet_settings(), more, wan_source(), "accounts:\n", powerdns_account("pdns", service), "records:\n",
                  own_zone_record("one.example.com", "pdns"));
    sidecar = world.sidecar(with(channels));
    sidecar->start_and_wait();
    EXPECT_TRUE(has("10.9.0.1")) << sidecar->tail();
  }
  [[nodiscard]] std::string with(const std::string& channels) const {
    return channels.empty() ? config_ : cat(config_, "notify:\n", channels);
  }
  [[nodiscard]] bool has(const std::string& address, seconds limit = seconds(10)) const {
    return eventually([&] { return service.addresses("one.example.com") == Texts{address}; }, limit);
  }
  void change(const std::string& address) const { world_.cable.replace(address + "/24"); }
  void break_service(bool broken) {
    service.set_fault([broken](const SeenRequest&, std::size_t) -> std::optional<Reply> {
      if (broken) return Reply::text(500, "no");
      return std::nullopt;
    });
  }

  FakePowerDns service{std::string(kSecret)};
  std::unique_ptr<test::Sidecar> sidecar;

 private:
  World& world_;
  std::string config_;
};

void every_way(World& world) {
  test::TlsFixture tls;
  const StubServer robot(kRobotOk);
  const StubServer hook([](const SeenRequest&) { return Reply::text(200, "ok"); });
  const auto good = tls.good();
  const SmtpSink mail({.cert_file = good.cert_file,
                       .key_file = good.key_file,
                       .auth = "PLAIN",
                       .user = "me",
                       .password = std::string(kSecret)});
  Telling test(
      world,
      cat(dingtalk("ding", robot), "  - { id: hook, type: webhook, events: [address_changed], url: \"", hook.url("/ip"),
          "?v4=#{ipv4Addr}&r=#{ipv4Result}&d=#{ipv4Domains}&k=#{key}\", secrets: { key: \"${env:TEST_SECRET}\" } }\n"
          "  - { id: mail, type: email, host: 127.0.0.1, port: ",
          mail.port(), ", ca_file: \"", tls.ca_file(),
          "\", user: me, password: \"${env:TEST_SECRET}\", from: \"sidecar <a@example.com>\", to: [b@example.net] "
          "}\n"));
  test.change("10.9.0.2");
  ASSERT_TRUE(test.has("10.9.0.2"));
  EXPECT_TRUE(told(robot, "Address changed: 10.9.0.1 → 10.9.0.2")) << test.sidecar->tail();
  EXPECT_TRUE(told(robot, "one.example.com A: 10.9.0.1 → 10.9.0.2"));
  const auto seen = robot.requests().back();
  EXPECT_EQ(seen.path, "/robot/send");
  EXPECT_EQ(seen.query_pairs().at(2).first, "sign");
  ASSERT_TRUE(hook.wait_for_requests(1)) << test.sidecar->tail();
  const test::Pairs wanted{{"v4", "10.9.0.2"}, {"r", "success"}, {"d", "one.example.com"}, {"k", std::string(kSecret)}};
  EXPECT_EQ(hook.requests().at(0).query_pairs(), wanted);
  ASSERT_TRUE(mail.wait_for_mails(1)) << test.sidecar->tail();
  EXPECT_TRUE(mail.mails().back().secure);
  EXPECT_THAT(mail.mails().back().data, HasSubstr("To: b@example.net\r\n"));
  EXPECT_TRUE(eventually([&] { return test.sidecar->metric("ddns_notifications_pending") == 0; }));
  EXPECT_GE(test.sidecar->metric("ddns_hook_runs_total{hook=\"ding\"}").value_or(0), 1);
  EXPECT_EQ(test.sidecar->metric_sum("ddns_hook_failures_total"), 0);
  EXPECT_EQ(test.sidecar->stop(), 0);
}

TEST(Notify, tells_an_address_change_through_robot_webhook_and_mail) { in_a_world(every_way); }

TEST(Notify, tells_a_failure_once_and_the_recovery_once) {
  in_a_world([](World& world) {
    const StubServer robot(kRobotOk);
    Telling test(world, dingtalk("ding", robot, ", events: [failing, recovered]"));
    test.break_service(true);
    test.change("10.9.0.2");
    EXPECT_TRUE(told(robot, "one.example.com A is not up to date")) << test.sidecar->tail();
    EXPECT_TRUE(eventually([&] { return test.sidecar->metric_sum("ddns_record_update_failures_total") >= 8; }))
        << test.sidecar->tail();
    test.break_service(false);
    ASSERT_TRUE(test.has("10.9.0.2"));
    EXPECT_TRUE(told(robot, "one.example.com A is up to date again")) << test.sidecar->tail();
    EXPECT_EQ(robot.requests().size(), 2U) << "one failing, one recovered";
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

/// Failures of channels cost the update nothing.
void dead_channels(World& world) {
  DDNS_NEEDS(BindServer::installed(), "BIND 9 (package bind9)");
  world.cable.add("10.9.0.1/24");
  const BindServer bind(home_zone());
  std::uint16_t nobody = 0;
  {
    const StubServer gone(kRobotOk);
    nobody = gone.port();
  }
  const StubServer hanging([](const SeenRequest&) { return Reply::hang(); });
  const SmtpSink silent({.hang_after_greeting = true});
  const StubServer good(kRobotOk);
  const auto channels =
      cat("notify:\n", dingtalk("good", good), dingtalk("hanging", hanging, ", timeout: 60s"),
          "  - { id: dead, type: webhook, url: \"http://127.0.0.1:", nobody, "/?k=", "${env:TEST_SECRET}\" }\n",
          "  - { id: silent, type: email, security: none, host: 127.0.0.1, port: ", silent.port(),
          ", timeout: 60s, from: a@example.com, to: b@example.net }\n");
  const auto sidecar = world.sidecar(bind_settings() + wan_source() + bind_account() +
                                     "records:\n  - { name: nas.home.test, ipv4: wan, ttl: 60 }\n" + channels);
  sidecar->start_and_wait();
  const auto has = [&](const std::string& address) {
    return eventually([&] { return dns_lookup(bind.server(), "nas.home.test") == Texts{address}; });
  };
  ASSERT_TRUE(has("10.9.0.1")) << sidecar->tail();
  ASSERT_TRUE(hanging.wait_for_requests(1)) << sidecar->tail();
  long long slowest = 0;
  for (int last = 2; last <= 6; ++last) {
    const auto begun = std::chrono::steady_clock::now();
    const auto address = cat("10.9.0.", last);
    world.cable.replace(address + "/24");
    ASSERT_TRUE(has(address)) << sidecar->tail();
    slowest = std::max(slowest, ms_since(begun));
  }
  std::cout << "[ MEASURED ] slowest of five updates beside dead channels: " << slowest << " ms\n";
  EXPECT_LT(slowest, 1500) << "an update waited for a channel";
  EXPECT_TRUE(told(good, "→ 10.9.0.6")) << sidecar->tail();
  EXPECT_GT(sidecar->metric("ddns_hook_failures_total{hook=\"dead\",reason=\"connect\"}").value_or(0), 0);
  EXPECT_GT(sidecar->metric("ddns_notifications_pending").value_or(0), 0);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(sidecar->stop(), 0);
  EXPECT_LT(ms_since(begun), 3000) << "stopping waited for a channel";
}

TEST(Notify, dead_and_hanging_channels_delay_no_update_and_no_other_channel) { in_a_world(dead_channels); }

void killed(World& world) {
  std::atomic<bool> answers{false};
  const StubServer robot([&](const SeenRequest& seen) { return answers ? kRobotOk(seen) : Reply::hang(); });
  Telling test(world, dingtalk("ding", robot, ", events: [address_changed]"));
  test.change("10.9.0.2");
  ASSERT_TRUE(test.has("10.9.0.2"));
  ASSERT_TRUE(robot.wait_for_requests(1)) << test.sidecar->tail();
  test.sidecar->kill();
  answers = true;
  test.sidecar->start_and_wait();
  EXPECT_TRUE(eventually([&] { return robot.requests().size() == 2; })) << test.sidecar->tail();
  EXPECT_THAT(words(robot.requests().back()), HasSubstr("Address changed: 10.9.0.1 → 10.9.0.2"));
  EXPECT_TRUE(eventually([&] { return test.sidecar->metric("ddns_notifications_pending") == 0; }));
  EXPECT_EQ(test.sidecar->stop(), 0);
  test.sidecar->start_and_wait();
  test.change("10.9.0.3");
  EXPECT_TRUE(told(robot, "→ 10.9.0.3")) << test.sidecar->tail();
  EXPECT_EQ(robot.requests().size(), 3U) << "what was delivered is not delivered again";
  EXPECT_EQ(test.sidecar->stop(), 0);
}

TEST(Notify, delivers_after_a_kill_what_was_not_delivered_before) { in_a_world(killed); }

TEST(Notify, robots_that_answer_200_and_refuse_are_failures_and_tell_no_secret) {
  in_a_world([](World& world) {
    const StubServer liar([](const SeenRequest& seen) {
      // A service that quotes our token back at us.
      return Reply::json(200,
                         cat(R"({"errcode":310000,"errmsg":"bad token )", seen.query_pairs().at(0).second, R"("})"));
    });
    const StubServer good(kRobotOk);
    Telling test(world, cat(dingtalk("liar", liar), dingtalk("good", good, ", after_failures: 1")));
    test.change("10.9.0.2");
    EXPECT_TRUE(told(good, "Channel liar does not deliver")) << test.sidecar->tail();
    EXPECT_GT(test.sidecar->metric("ddns_hook_failures_total{hook=\"liar\",reason=\"auth\"}").value_or(0), 0);
    EXPECT_EQ(test.sidecar->stop(), 0);  // looks for the secret everywhere
  });
}

TEST(Notify, a_token_in_a_whole_url_shows_nowhere_when_the_robot_quotes_it) {
  in_a_world([](World& world) {
    const StubServer liar([](const SeenRequest& seen) {
      return Reply::json(200, cat(R"({"errcode":300001,"errmsg":"bad )", seen.query_pairs().at(0).second, R"("})"));
    });
    // Written as the service shows it, so that nothing but the program knows what of it is the token.
    Telling test(world, cat("  - { id: liar, type: dingtalk, access_token: \"", liar.url("/robot/send"),
                            "?access_token=", kSecret, "\" }\n"));
    test.change("10.9.0.2");
    ASSERT_TRUE(liar.wait_for_requests(1)) << "the URL says where to, without an endpoint: " << test.sidecar->tail();
    EXPECT_EQ(liar.requests()[0].query_pairs().at(0).second, kSecret);
    EXPECT_TRUE(test.sidecar->wait_for_log("channel liar did not deliver")) << test.sidecar->tail();
    EXPECT_GE(test.sidecar->count_log("bad ******"), 1U) << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->stop(), 0);  // looks for the secret everywhere
  });
}

/// The command that proves channels before they are needed.
void proved(World& world) {
  const StubServer robot(kRobotOk);
  const StubServer health([](const SeenRequest&) { return Reply::text(200, "OK"); });
  const StubServer liar([](const SeenRequest& seen) {
    return Reply::json(200, cat(R"({"errcode":310000,"errmsg":")", seen.query_pairs().at(0).second, R"(\nx"})"));
  });
  const SmtpSink mail({.refuse_recipient = "gone@example.net"});
  const auto channels = cat(dingtalk("ding", robot, ", min_severity: critical"),
                            "  - { id: beat, type: heartbeat, every: 1h, ping: \"", health.url("/ping/"), kSecret,
                            "\" }\n  - { id: mail, type: email, security: none, host: 127.0.0.1, port: ", mail.port(),
                            ", from: a@example.com, to: [b@example.net, gone@example.net] }\n");
  Telling test(world, channels);
  ASSERT_TRUE(health.wait_for_requests(1)) << test.sidecar->tail();
  const auto beats = health.requests().size();

  const auto one = test.sidecar->command({"notify", "test", "ding"});
  EXPECT_EQ(one.exit_code, 0) << one.out << one.err;
  EXPECT_THAT(one.out, testing::MatchesRegex("ding \\(dingtalk\\): sent in [0-9]+ ms\n"));
  ASSERT_EQ(robot.requests().size(), 1U);
  EXPECT_THAT(words(robot.requests()[0]), HasSubstr("Test message from ddns-sidecar"));
  EXPECT_EQ(health.requests().size(), beats);

  const auto all = test.sidecar->command({"notify", "test"});
  EXPECT_EQ(all.exit_code, 1) << "one receiver of the mail was refused: " << all.out << all.err;
  EXPECT_EQ(std::count(all.out.begin(), all.out.end(), '\n'), 3) << all.out;
  EXPECT_THAT(all.out, HasSubstr("but the mail server refused gone@example.net (550)"));
  EXPECT_EQ(robot.requests().size(), 2U);
  ASSERT_EQ(health.requests().size(), beats + 1) << "success, once";
  EXPECT_EQ(health.requests().back().path, cat("/ping/", kSecret));
  ASSERT_EQ(mail.mails().size(), 1U);
  EXPECT_THAT(mail.mails()[0].data, HasSubstr("Subject: Test message from ddns-sidecar"));

  test.sidecar->write_config(test.with(channels + dingtalk("liar", liar)));
  const auto refused = test.sidecar->command({"notify", "test", "liar"});
  EXPECT_EQ(refused.exit_code, 1) << refused.out << refused.err;
  EXPECT_THAT(refused.out, HasSubstr("not sent: "));
  EXPECT_THAT(refused.out, HasSubstr("credentials"));
  EXPECT_EQ(std::count(refused.out.begin(), refused.out.end(), '\n'), 1) << refused.out;
  EXPECT_THAT(refused.out + refused.err, testing::Not(HasSubstr(std::string(kSecret))));
  EXPECT_THAT(test.sidecar->command({"check"}).out, HasSubstr("4 notification channels (ding, beat, mail, liar)"));
  const auto unknown = test.sidecar->command({"notify", "test", "dong"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("there are ding, beat, mail, liar"));
  EXPECT_EQ(test.sidecar->command({"notify", "prove"}).exit_code, 2);
  EXPECT_EQ(test.sidecar->stop(), 0);
  test.sidecar->write_config(test.with(""));
  EXPECT_EQ(test.sidecar->command({"notify", "test"}).exit_code, 3);
}

TEST(Notify, test_proves_every_channel_beside_a_running_instance) { in_a_world(proved); }

void reloaded(World& world) {
  const StubServer robot(kRobotOk);
  Telling test(world, "");
  auto& sidecar = *test.sidecar;
  sidecar.write_config(test.with(dingtalk("ding", robot)));
  sidecar.process().signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return sidecar.metric("ddns_hook_runs_total{hook=\"ding\"}") == 0; })) << sidecar.tail();
  sidecar.write_config("nonsense: true\n");
  sidecar.process().signal(SIGHUP);
  EXPECT_TRUE(told(robot, "The configuration was refused")) << sidecar.tail();
  sidecar.write_config(test.with(dingtalk("ding", robot)));
  sidecar.process().signal(SIGHUP);
  EXPECT_TRUE(told(robot, "The configuration is accepted again")) << sidecar.tail();
  sidecar.write_config(test.with(""));
  sidecar.process().signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return !sidecar.metric("ddns_hook_runs_total{hook=\"ding\"}"); })) << sidecar.tail();
  test.change("10.9.0.2");
  EXPECT_TRUE(test.has("10.9.0.2"));
  EXPECT_EQ(sidecar.stop(), 0);
}

TEST(Notify, channels_come_and_go_with_a_reload) { in_a_world(reloaded); }

TEST(Notify, a_heartbeat_beats_with_the_rounds) {
  in_a_world([](World& world) {
    const StubServer health([](const SeenRequest&) { return Reply::text(200, "OK"); });
    Telling test(world, cat("  - { id: beat, type: heartbeat, every: 1s, endpoint: \"", health.url(),
                            "\", ping: \"${env:TEST_SECRET}\" }\n"));
    ASSERT_TRUE(health.wait_for_requests(1)) << test.sidecar->tail();
    EXPECT_EQ(health.requests().at(0).path, cat('/', kSecret));
    EXPECT_EQ(health.requests().at(0).method, "POST");
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

/// Voluntary context switches of all threads: how often anything woke up.
std::uint64_t wake_ups(int pid) {
  std::uint64_t sum = 0;
  for (const auto& task : std::filesystem::directory_iterator(cat("/proc/", pid, "/task"))) {
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("voluntary_ctxt_switches:"))
        sum += to_number<std::uint64_t>(trim(line.substr(24))).value_or(0);
    }
  }
  return sum;
}

TEST(Notify, nothing_wakes_up_when_nothing_waits) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "a thread of the sanitizer ticks";
#endif
  in_a_world([](World& world) {
    const StubServer robot(kRobotOk);
    Telling test(world, dingtalk("ding", robot));
    test.change("10.9.0.2");
    ASSERT_TRUE(told(robot, "→ 10.9.0.2")) << test.sidecar->tail();
    ASSERT_TRUE(eventually([&] { return test.sidecar->metric("ddns_notifications_pending") == 0; }));
    // The listener's idle connections and the like come to rest first.
    const int pid = test.sidecar->process().pid();
    const auto quiet = [&] {
      const auto before = wake_ups(pid);
      std::this_thread::sleep_for(seconds(3));
      return wake_ups(pid) == before;
    };
    EXPECT_TRUE(eventually(quiet, seconds(30))) << "something ticks";
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
