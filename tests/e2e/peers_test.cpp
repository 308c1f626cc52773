#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/file_text.h"
#include "support/needs.h"
#include "support/stub_server.h"

/// What went wrong with other programs of this kind, with the real one: the cases of docs/peer-cases.md that take more
/// than one room.
namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using test::Reply;
using test::SeenRequest;
using test::StubServer;
using Texts = std::set<std::string>;

TEST(PeerCases, network_absent_at_boot_and_dns_dead_pages_are_up_at_once_and_the_update_follows_link_up) {
  in_a_world([](World& world) {
    // No address, no route, and a resolver that nobody reaches.
    test::own_mounts();
    const auto resolv_conf = world.folder.write("resolv.conf", "nameserver 192.0.2.53\noptions timeout:1\n");
    test::mount_over(resolv_conf, "/etc/resolv.conf");
    const auto resolver_settings = test::file_text("/etc/resolv.conf");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(
        cat(quiet_settings(), "retry: { first: 500ms, cap: 2s }\n", wan_source(),
            "  - { id: echo, type: http, family: ipv6, urls: [\"http://echo.invalid/\"] }\naccounts:\n",
            powerdns_account("pdns", service), "records:\n", own_zone_record("one.example.com", "pdns"),
            "  - { name: two.example.com, zone: two.example.com, account: pdns, ipv4: false, ipv6: echo }\n"));
    const auto begun = std::chrono::steady_clock::now();
    sidecar->start();
    EXPECT_TRUE(eventually([&] { return sidecar->get("/livez").status == 200; }, seconds(5))) << sidecar->tail();
    EXPECT_NE(sidecar->get("/health").status, 0);
    EXPECT_LT(ms_since(begun), 5000) << "no page waits for the network";
    EXPECT_TRUE(eventually([&] { return sidecar->metric_sum("ddns_ip_source_request_failures_total") > 0; }))
        << sidecar->tail();
    EXPECT_EQ(service.requests(), 0U) << "there is nothing to publish";

    world.cable.add("10.9.0.1/24");
    EXPECT_TRUE(eventually([&] { return service.addresses("one.example.com") == Texts{"10.9.0.1"}; }, seconds(5)))
        << sidecar->tail();
    EXPECT_EQ(test::file_text("/etc/resolv.conf"), resolver_settings) << "the machine's resolver is not ours to set";
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(PeerCases, a_resolver_that_comes_after_the_start_is_used_without_a_restart) {
  DDNS_NEEDS(test::BindServer::installed(), "BIND 9 (package bind9)");
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    test::own_mounts();
    test::mount_over(world.folder.write("resolv.conf", "nameserver 127.0.0.9\n"), "/etc/resolv.conf");
    const test::BindServer bind(home_zone());
    const auto sidecar = world.sidecar(cat("interval: 1h\nlog: { level: debug }\n", wan_source(), bind_account(),
                                           "records:\n  - { name: nas.home.test, ipv4: wan }\n"));
    sidecar->start_and_wait();
    ASSERT_TRUE(sidecar->wait_for_log("127.0.0.9")) << "nobody there\n" << sidecar->tail();
    EXPECT_EQ(sidecar->count_log("nas.home.test A proved"), 0U);
    world.folder.write("resolv.conf", "nameserver 127.0.0.1\n");
    EXPECT_TRUE(sidecar->wait_for_log("nas.home.test A proved at 1 name servers", seconds(30))) << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(PeerCases, one_source_of_five_with_an_old_address_is_out_voted_and_counted) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const auto says = [](std::string address) {
      return [address](const SeenRequest&) { return Reply::text(200, address + "\n"); };
    };
    const StubServer old(says("10.9.9.66"));
    std::vector<std::unique_ptr<StubServer>> good;
    std::string urls = cat("\"", old.url(), "/\"");
    for (int i = 0; i < 4; ++i) {
      good.push_back(std::make_unique<StubServer>(says("10.9.9.7")));
      urls += cat(", \"", good.back()->url(), "/\"");
    }
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(cat(
        quiet_settings(), "sources:\n  - { id: echo, type: http, family: ipv4, agree: 2, urls: [", urls,
        "], allow_private: true }\naccounts:\n", powerdns_account("pdns", service),
        "records:\n  - { name: one.example.com, zone: one.example.com, account: pdns, ipv4: echo, ipv6: false }\n"));
    sidecar->start_and_wait();
    EXPECT_TRUE(eventually([&] { return service.addresses("one.example.com") == Texts{"10.9.9.7"}; }))
        << sidecar->tail();
    EXPECT_GE(sidecar->metric_sum("ddns_ip_source_disagreements_total", {"family=\"ipv4\""}), 1.0);
    EXPECT_GE(sidecar->count_log("its witnesses disagree"), 1U) << sidecar->tail();
    EXPECT_EQ(service.addresses("one.example.com").count("10.9.9.66"), 0U);
    EXPECT_EQ(service.writes(), 1U);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(PeerCases, unknown_provider_id_is_refused_at_load_and_no_credential_leaves_the_machine) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    auto account = powerdns_account("pdns", service);
    const auto at = account.find("powerdns");
    ASSERT_NE(at, std::string::npos) << account;
    account.replace(at, 8, "powerdnss");
    const auto sidecar = world.sidecar(cat(quiet_settings(), wan_source(), "accounts:\n", account, "records:\n",
                                           own_zone_record("one.example.com", "pdns")));
    for (const auto* command : {"check", "once", "serve"}) {
      const auto refused = sidecar->command({command});
      EXPECT_TRUE(refused.exit_code && *refused.exit_code != 0) << command << refused.out << refused.err;
      EXPECT_NE((refused.out + refused.err).find("did you mean `powerdns`"), std::string::npos)
          << command << refused.out << refused.err;
    }
    EXPECT_EQ(service.requests(), 0U);
  });
}

TEST(PeerCases, a_502_of_a_limiter_draws_one_call_and_then_silence_for_the_time_it_says) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    service.set_fault([](const SeenRequest&, std::size_t) -> std::optional<Reply> {
      Reply limiter{.status = 502, .body = "<html>Bad Gateway</html>"};
      limiter.headers = {{"Content-Type", "text/html"}, {"Retry-After", "3600"}};
      return limiter;
    });
    const auto sidecar =
        world.sidecar(cat(quiet_settings(), "retry: { first: 200ms, cap: 1s }\n", wan_source(), "accounts:\n",
                          powerdns_account("pdns", service), "records:\n", own_zone_record("one.example.com", "pdns")));
    sidecar->start_and_wait();
    ASSERT_TRUE(eventually([&] { return sidecar->count_log("502") > 0; })) << sidecar->tail();
    const auto calls = service.requests();
    EXPECT_LE(calls, 1U);
    // Many times the delay it would have without the header.
    EXPECT_FALSE(eventually([&] { return service.requests() > calls; }, seconds(4))) << sidecar->tail();
    EXPECT_GE(sidecar->metric_sum("ddns_provider_request_failures_total", {"reason=\"http_5xx\""}), 1.0)
        << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
