#include <gtest/gtest.h>

#include <csignal>
#include <future>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/http_get.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using Answer = std::optional<test::HttpAnswer>;

std::string one_record(const FakePowerDns& service, const std::string& before = {}, const std::string& account = {}) {
  return cat(before, quiet_settings(), wan_source(), "accounts:\n", powerdns_account("pdns", service, account),
             "records:\n", own_zone_record("one.example.com", "pdns"));
}

int status_at(const std::string& host, std::uint16_t port, const std::string& target,
              const std::vector<std::pair<std::string, std::string>>& headers = {}) {
  const auto answer = test::http_get(host, port, target, headers);
  return answer ? answer->status : 0;
}

TEST(Listener, ends_although_the_family_it_listens_in_was_switched_off) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service, "listen: \":9876\"\n"));
    sidecar->start_and_wait();
    ASSERT_EQ(sidecar->get("/livez").status, 200) << sidecar->tail();
    for (const auto* scope : {"all", "lo", "default"})
      test::set_kernel(cat("net/ipv6/conf/", scope, "/disable_ipv6"), "1");
    sidecar->process().signal(SIGTERM);
    const auto end = sidecar->process().wait(seconds(10));
    ASSERT_TRUE(end) << sidecar->tail();
    EXPECT_EQ(end->exit_code, 0);
  });
}

TEST(Listener, moves_and_ends_although_its_address_has_left_the_machine) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    for (const bool moves : {true, false}) {
      world.cable.add("10.9.9.9/32");
      const auto sidecar = world.sidecar(one_record(service, "listen: 10.9.9.9:9876\n"));
      sidecar->start_and_wait();
      ASSERT_TRUE(eventually([] { return status_at("10.9.9.9", 9876, "/livez") == 200; })) << sidecar->tail();
      world.cable.remove("10.9.9.9/32");
      if (moves) {
        sidecar->write_config(one_record(service, "listen: 127.0.0.1:9877\n"));
        sidecar->process().signal(SIGHUP);
        EXPECT_TRUE(eventually([] { return status_at("127.0.0.1", 9877, "/livez") == 200; })) << sidecar->tail();
      }
      sidecar->process().signal(SIGTERM);
      const auto end = sidecar->process().wait(seconds(10));
      ASSERT_TRUE(end) << sidecar->tail();
      EXPECT_EQ(end->exit_code, 0);
    }
  });
}

/// Six who want an answer of the engine while the service says nothing.
void hanging_service(World& world) {
  world.cable.add("10.9.0.1/24");
  FakePowerDns service{std::string(kSecret)};
  service.set_fault([](const test::SeenRequest&, std::size_t) { return test::Reply::hang(); });
  const auto sidecar = world.sidecar(one_record(service, {}, "timeout: 5m"));
  sidecar->start_and_wait();
  ASSERT_TRUE(eventually([&] { return service.requests() == 1; })) << sidecar->tail();
  const auto ask_all = [](std::uint16_t port) {
    std::vector<std::future<Answer>> out;
    for (int i = 0; i < 6; ++i) {
      out.push_back(std::async(std::launch::async, [port] {
        return test::http_post("127.0.0.1", port, "/api/v1/update", R"({"force": true})");
      }));
    }
    return out;
  };
  const auto refused = [](std::vector<std::future<Answer>>& asked) {
    return std::count_if(asked.begin(), asked.end(), [](std::future<Answer>& one) {
      return one.wait_for(seconds(0)) == std::future_status::ready;
    });
  };
  auto asked = ask_all(9876);
  EXPECT_TRUE(eventually([&] { return refused(asked) == 4; })) << "two may wait";
  for (const char* page : {"/livez", "/health", "/metrics"}) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(status_at("127.0.0.1", 9876, page), 200) << page;
    EXPECT_LT(ms_since(begun), 3000) << page;
  }
  auto begun = std::chrono::steady_clock::now();
  sidecar->write_config(one_record(service, "listen: 127.0.0.1:9877\n", "timeout: 5m"));
  sidecar->process().signal(SIGHUP);
  EXPECT_TRUE(eventually([] { return status_at("127.0.0.1", 9877, "/livez") == 200; })) << sidecar->tail();
  for (auto& one : asked) {
    const auto answer = one.get();
    ASSERT_TRUE(answer) << "told nothing";
    EXPECT_EQ(answer->status, 503) << answer->body;
  }
  EXPECT_LT(ms_since(begun), 5000) << "nobody waits for those who wait";
  asked = ask_all(9877);
  EXPECT_TRUE(eventually([&] { return refused(asked) == 4; })) << "two may wait";
  begun = std::chrono::steady_clock::now();
  sidecar->process().signal(SIGTERM);
  const auto end = sidecar->process().wait(seconds(10));
  ASSERT_TRUE(end) << sidecar->tail();
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_LT(ms_since(begun), 5000);
}

TEST(Listener, requests_that_wait_for_a_hanging_service_hold_up_neither_probes_nor_reload_nor_end) {
  in_a_world(hanging_service);
}

void keeps_what_it_has(World& world) {
  world.cable.add("10.9.0.1/24");
  FakePowerDns service{std::string(kSecret)};
  const auto sidecar = world.sidecar(one_record(service));
  sidecar->start_and_wait();
  const test::StubServer somebody([](const test::SeenRequest&) { return test::Reply::text(200, "somebody else"); });
  const auto reload = [&](const std::string& before, double count) {
    sidecar->write_config(one_record(service, before));
    sidecar->process().signal(SIGHUP);
    return eventually([&] { return sidecar->metric("ddns_config_reloads_total") >= count; });
  };
  EXPECT_TRUE(reload(cat("listen: 127.0.0.1:", somebody.port(), "\nweb: { token: another-token }\n"), 1))
      << sidecar->tail();
  EXPECT_TRUE(sidecar->wait_for_log("config.yaml: error: `listen`: cannot listen on 127.0.0.1")) << sidecar->tail();
  EXPECT_TRUE(sidecar->wait_for_log("reload refused, the former configuration stays in force")) << sidecar->tail();
  EXPECT_EQ(sidecar->metric("ddns_config_last_reload_successful"), 0.0);
  EXPECT_NE(sidecar->get("/health").body.find("config:state"), std::string::npos) << sidecar->get("/health").body;
  EXPECT_EQ(status_at("127.0.0.1", 9876, "/api/v1/status",
                      {{"X-Forwarded-For", "192.0.2.1"}, {"Authorization", "Bearer another-token"}}),
            403)
      << "half of a refused file was taken";
  // Back to where it still is: the warning goes.
  EXPECT_TRUE(reload("", 2)) << sidecar->tail();
  EXPECT_TRUE(eventually([&] { return sidecar->get("/health").body.find("config:state") == std::string::npos; }))
      << sidecar->get("/health").body;
  // The same port, where the former listener is in the way of the new one; and a token.
  EXPECT_TRUE(reload("listen: \":9876\"\nweb: { token: \"${env:TEST_SECRET}\" }\n", 3)) << sidecar->tail();
  EXPECT_TRUE(eventually([] { return status_at("10.9.0.1", 9876, "/livez") == 200; })) << sidecar->tail();
  EXPECT_EQ(status_at("10.9.0.1", 9876, "/api/v1/status"), 401);
  EXPECT_EQ(status_at("10.9.0.1", 9876, "/api/v1/status", {{"Authorization", cat("Bearer ", kSecret)}}), 200);
  // Only the token changes.
  EXPECT_TRUE(reload("listen: \":9876\"\nweb: { token: another-token-than-before }\n", 4)) << sidecar->tail();
  EXPECT_TRUE(eventually([] {
    return status_at("10.9.0.1", 9876, "/api/v1/status", {{"Authorization", "Bearer another-token-than-before"}}) ==
           200;
  })) << sidecar->tail();
  EXPECT_EQ(status_at("10.9.0.1", 9876, "/api/v1/status", {{"Authorization", cat("Bearer ", kSecret)}}), 401);
  EXPECT_EQ(sidecar->count_log("listening on"), 2U) << "a new token needs no new listener\n" << sidecar->tail();
  EXPECT_EQ(sidecar->stop(), 0);
}

TEST(Listener, a_reload_that_cannot_have_its_port_keeps_the_former_one) { in_a_world(keeps_what_it_has); }

TEST(Listener, one_that_could_not_be_had_at_the_start_is_no_fault_of_a_new_configuration) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    auto somebody = std::make_unique<test::StubServer>(
        [](const test::SeenRequest&) { return test::Reply::text(200, "somebody else"); });
    const auto listen = cat("listen: 127.0.0.1:", somebody->port(), "\n");
    const auto port = somebody->port();
    const auto sidecar = world.sidecar(one_record(service, listen));
    sidecar->start();
    ASSERT_TRUE(sidecar->wait_for_log("no listener, updating goes on: cannot listen on")) << sidecar->tail();
    sidecar->write_config(cat(one_record(service, listen), own_zone_record("two.example.com", "pdns")));
    EXPECT_TRUE(sidecar->wait_for_log("configuration reloaded: 2 record sets")) << sidecar->tail();
    EXPECT_TRUE(eventually([&] { return !service.addresses("two.example.com").empty(); })) << sidecar->tail();
    somebody.reset();
    sidecar->process().signal(SIGHUP);
    EXPECT_TRUE(eventually([&] { return status_at("127.0.0.1", port, "/livez") == 200; })) << sidecar->tail();
    sidecar->write_config(one_record(service, "listen: off\n"));
    sidecar->process().signal(SIGHUP);
    EXPECT_TRUE(sidecar->wait_for_log("no listener any more")) << sidecar->tail();
    EXPECT_TRUE(sidecar->wait_for_log("configuration reloaded: 1 record set, ")) << sidecar->tail();
    EXPECT_EQ(status_at("127.0.0.1", port, "/livez"), 0);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
