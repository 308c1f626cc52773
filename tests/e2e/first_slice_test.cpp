#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/dns_lookup.h"
#include "support/needs.h"

namespace ddns::e2e {
namespace {

using test::BindServer;
using test::dns_lookup;
using Texts = std::set<std::string>;

constexpr std::string_view kNas = R"({record="nas.home.test",record_type="A",provider="rfc2136"})";

std::string nas_record(const std::string& more = "") {
  return cat("records:\n  - { name: nas.home.test, ipv4: wan, ttl: 60 }\n", more);
}

/// nsupdate(1), as an administrator would.
void change_by_hand(const World& world, const std::string& line) {
  const auto script = world.folder.write("by-hand", cat("server 127.0.0.1\nzone home.test\nkey hmac-sha256:ddns-key ",
                                                        kTsigSecret, "\n", line, "\nsend\n"));
  test::ChildProcess nsupdate(
      {.argv = {"/usr/bin/nsupdate", script.string()}, .output = world.folder.path() / "nsupdate"});
  const auto end = nsupdate.wait(seconds(10));
  ASSERT_TRUE(end && end->exit_code == 0) << world.folder.read("nsupdate.err");
}

std::size_t count_in(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

class FirstSlice : public testing::Test {
 protected:
  void SetUp() override { DDNS_NEEDS(BindServer::installed(), "BIND 9 (package bind9)"); }
};

void follows_the_interface(World& world) {
  world.cable.add("10.9.0.1/24");
  const BindServer bind(home_zone());
  const auto sidecar = world.sidecar(bind_settings() + wan_source() + bind_account() +
                                     nas_record("  - { name: \"*.nas.home.test\", ipv4: wan }\n"));
  const auto begun = std::chrono::steady_clock::now();
  sidecar->start_and_wait();
  ASSERT_TRUE(eventually([&] { return dns_lookup(bind.server(), "nas.home.test") == Texts{"10.9.0.1"}; }))
      << sidecar->tail();
  std::cout << "[ MEASURED ] start to record: " << ms_since(begun) << " ms\n";
  EXPECT_EQ(dns_lookup(bind.server(), "x.nas.home.test"), Texts{"10.9.0.1"});
  ASSERT_TRUE(sidecar->wait_for_log("nas.home.test A proved at 1 name servers")) << sidecar->tail();
  ASSERT_TRUE(sidecar->wait_for_log("*.nas.home.test A proved at 1 name servers")) << sidecar->tail();

  world.cable.replace("10.9.0.2/24");
  const auto changed = std::chrono::steady_clock::now();
  ASSERT_TRUE(eventually([&] { return dns_lookup(bind.server(), "nas.home.test") == Texts{"10.9.0.2"}; }))
      << sidecar->tail();
  const auto reaction = ms_since(changed);
  std::cout << "[ MEASURED ] address change to record: " << reaction << " ms\n";
  EXPECT_LT(reaction, 1000);
  EXPECT_TRUE(eventually([&] { return dns_lookup(bind.server(), "x.nas.home.test") == Texts{"10.9.0.2"}; }));

  const auto verified = cat("ddns_record_last_verified_timestamp_seconds", kNas);
  const auto wrong = cat("ddns_record_out_of_sync_since_timestamp_seconds", kNas);
  EXPECT_TRUE(eventually([&] { return sidecar->metric(verified).value_or(0) > 0 && sidecar->metric(wrong) == 0.0; }));
  EXPECT_TRUE(eventually([&] { return sidecar->metric(cat("ddns_record_updates_total", kNas)) == 2.0; }));
  EXPECT_EQ(sidecar->metric("ddns_ip_changes_total{family=\"ipv4\"}"), 1.0) << "the first one is no change";
  EXPECT_EQ(sidecar->metric_sum("ddns_provider_request_failures_total"), 0.0);
  EXPECT_TRUE(eventually([&] {
    return sidecar->get("/health").body.find("\"status\": \"pass\"") != std::string::npos;
  })) << sidecar->get("/health").body;
  EXPECT_EQ(sidecar->get("/health").status, 200);
  EXPECT_EQ(sidecar->get("/livez").status, 200);
  EXPECT_EQ(sidecar->get("/readyz").status, 200);
  EXPECT_GT(std::filesystem::file_size(sidecar->state_file()), 0U);
  EXPECT_EQ(sidecar->stop(), 0);
}

TEST_F(FirstSlice, publishes_an_interface_address_at_bind_proves_it_and_follows_its_change) {
  in_a_world(follows_the_interface);
}

TEST_F(FirstSlice, publishes_every_address_when_asked_and_drops_a_lost_one) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const BindServer bind(home_zone());
    const auto sidecar = world.sidecar(cat(
        bind_settings(),
        "sources:\n  - { id: wan, type: interface, interface: wan0, family: ipv4, allow_private: true, all: true }\n",
        bind_account(), "records:\n  - { name: nas.home.test, ipv4: wan, many_values: true }\n"));
    sidecar->start_and_wait();
    const auto at_bind = [&] { return dns_lookup(bind.server(), "nas.home.test"); };
    ASSERT_TRUE(eventually([&] { return at_bind() == Texts{"10.9.0.1"}; })) << sidecar->tail();
    const auto added = std::chrono::steady_clock::now();
    world.cable.add("10.9.0.2/24");
    ASSERT_TRUE(eventually([&] { return at_bind() == Texts{"10.9.0.1", "10.9.0.2"}; })) << sidecar->tail();
    std::cout << "[ MEASURED ] further address to record: " << ms_since(added) << " ms\n";
    // A loss alone may be a hiccup, so it opens no round of its own; the next full check believes it.
    world.cable.remove("10.9.0.2/24");
    sidecar->process().signal(SIGUSR1);
    ASSERT_TRUE(eventually([&] { return at_bind() == Texts{"10.9.0.1"}; })) << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST_F(FirstSlice, once_ends_when_everything_is_proved) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const BindServer bind(home_zone());
    const auto sidecar = world.sidecar(bind_settings() + wan_source() + bind_account() + nas_record());
    for (int run = 1; run <= 2; ++run) {
      const auto begun = std::chrono::steady_clock::now();
      const auto once = sidecar->command({"once"});
      EXPECT_EQ(once.exit_code, 0) << once.out << once.err;
      EXPECT_LT(ms_since(begun), 5000);
    }
    EXPECT_EQ(dns_lookup(bind.server(), "nas.home.test"), Texts{"10.9.0.1"});
  });
}

TEST_F(FirstSlice, does_not_blank_a_record_while_the_interface_has_no_address) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const BindServer bind(home_zone());
    const auto sidecar = world.sidecar(bind_settings() + wan_source() + bind_account() + nas_record());
    sidecar->start_and_wait();
    ASSERT_TRUE(sidecar->wait_for_log("nas.home.test A proved")) << sidecar->tail();
    const auto rounds = sidecar->metric("ddns_cycles_total").value_or(0);
    world.cable.remove("10.9.0.1/24");
    EXPECT_TRUE(eventually([&] { return sidecar->metric("ddns_cycles_total").value_or(0) > rounds; }));
    // A forced look at everything finds nothing to do either.
    sidecar->post("/api/v1/update", "{\"force\":true}");
    EXPECT_EQ(dns_lookup(bind.server(), "nas.home.test"), Texts{"10.9.0.1"});
    EXPECT_EQ(sidecar->metric(cat("ddns_record_updates_total", kNas)), 1.0);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST_F(FirstSlice, notices_a_change_by_hand_and_repairs_it) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const BindServer bind(home_zone());
    const auto sidecar = world.sidecar(bind_settings("interval: 10s") + wan_source() + bind_account() + nas_record());
    sidecar->start_and_wait();
    ASSERT_TRUE(sidecar->wait_for_log("nas.home.test A proved")) << sidecar->tail();
    change_by_hand(world, "update delete nas.home.test. A\nupdate add nas.home.test. 60 A 192.0.2.66");
    ASSERT_EQ(dns_lookup(bind.server(), "nas.home.test"), Texts{"192.0.2.66"});
    const auto changed = std::chrono::steady_clock::now();
    ASSERT_TRUE(
        eventually([&] { return dns_lookup(bind.server(), "nas.home.test") == Texts{"10.9.0.1"}; }, seconds(30)))
        << sidecar->tail();
    std::cout << "[ MEASURED ] change by hand to repair, checks every 10 s: " << ms_since(changed) << " ms\n";
    EXPECT_TRUE(eventually([&] { return sidecar->metric(cat("ddns_record_updates_total", kNas)) == 2.0; }));
    // The rest of the zone is none of our business.
    EXPECT_EQ(dns_lookup(bind.server(), "old.home.test"), Texts{"192.0.2.200"});
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST_F(FirstSlice, a_wrong_tsig_key_is_said_once_and_makes_no_storm) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const BindServer bind(home_zone());
    const std::string wrong = "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmch";
    auto setup = world.setup(cat(bind_settings(), wan_source(), bind_account("\"${env:WRONG_TSIG}\""), nas_record()),
                             {{"WRONG_TSIG", wrong}});
    setup.secrets.push_back(wrong);
    const auto sidecar = std::make_unique<test::Sidecar>(setup);
    // The shortest safety interval there is: a refusal that counted for nothing would be repeated every five seconds.
    sidecar->start_and_wait({"-f", "5"});
    ASSERT_TRUE(sidecar->wait_for_log("nas.home.test A not updated")) << sidecar->tail();
    const auto failures = cat("ddns_record_update_failures_total", kNas);
    const auto rounds = sidecar->metric("ddns_cycles_total").value_or(0);
    ASSERT_TRUE(
        eventually([&] { return sidecar->metric("ddns_cycles_total").value_or(0) >= rounds + 2; }, seconds(30)));
    EXPECT_EQ(sidecar->metric(failures), 1.0) << sidecar->tail();
    EXPECT_GE(sidecar->metric_sum("ddns_provider_request_failures_total", {"reason=\"auth\""}), 1.0);
    EXPECT_EQ(sidecar->metric("ddns_provider_circuit_open{provider=\"rfc2136\"}"), 1.0);
    EXPECT_LE(count_in(bind.log(), "invalid signature") + count_in(bind.log(), "BADSIG"), 2U) << bind.log();
    EXPECT_TRUE(dns_lookup(bind.server(), "nas.home.test").empty());
    // Mended: the new settings are tried at once, not after the pause.
    sidecar->write_config(bind_settings() + wan_source() + bind_account() + nas_record());
    EXPECT_TRUE(eventually([&] { return dns_lookup(bind.server(), "nas.home.test") == Texts{"10.9.0.1"}; }))
        << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
