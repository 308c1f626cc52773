#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <thread>

#include "ddns/core/text.h"
#include "e2e/world.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using test::Reply;
using test::SeenRequest;
using Texts = std::set<std::string>;

bool has(const FakePowerDns& service, const std::string& name, const std::string& address,
         seconds limit = seconds(10)) {
  return eventually([&] { return service.addresses(name) == Texts{address}; }, limit);
}

std::string one_record(const FakePowerDns& service, const std::string& more = {}) {
  return cat(more, quiet_settings(), wan_source(), "accounts:\n", powerdns_account("pdns", service), "records:\n",
             own_zone_record("one.example.com", "pdns"));
}

/// Bytes until there is no room for one more.
void fill(const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary | std::ios::app);
  for (std::size_t chunk = 65536; chunk > 0; chunk /= 2) {
    const std::string zeros(chunk, '0');
    while (out << zeros << std::flush) {
    }
    out.clear();
  }
}

void disk_full(World& world) {
  world.cable.add("10.9.0.1/24");
  test::own_mounts();
  test::mount_small(world.folder / "logs", 128);
  test::mount_small(world.folder / "state", 512);
  FakePowerDns service{std::string(kSecret)};
  const auto sidecar = world.sidecar(one_record(service));
  sidecar->start_and_wait();
  ASSERT_TRUE(has(service, "one.example.com", "10.9.0.1")) << sidecar->tail();
  for (const auto* folder : {"logs", "state"}) fill(world.folder / folder / "filler");

  for (int last = 2; last <= 12; ++last) {
    world.cable.replace(cat("10.9.0.", last, "/24"));
    ASSERT_TRUE(has(service, "one.example.com", cat("10.9.0.", last))) << "updating stopped\n" << sidecar->tail();
  }
  ASSERT_TRUE(sidecar->process().running());
  EXPECT_TRUE(eventually([&] { return sidecar->metric("ddns_log_write_errors_total").value_or(0) > 0; }));
  EXPECT_TRUE(eventually([&] { return sidecar->metric("ddns_state_write_failures_total").value_or(0) > 0; }));
  EXPECT_NE(sidecar->get("/health").body.find("state:state"), std::string::npos) << sidecar->get("/health").body;
  EXPECT_EQ(sidecar->get("/readyz").status, 200);

  for (const auto* folder : {"logs", "state"}) std::filesystem::remove(world.folder / folder / "filler");
  world.cable.replace("10.9.0.50/24");
  EXPECT_TRUE(has(service, "one.example.com", "10.9.0.50"));
  EXPECT_TRUE(sidecar->wait_for_log("→ 10.9.0.50")) << "the log goes on once there is room\n" << sidecar->tail();
  EXPECT_TRUE(sidecar->wait_for_log("state is written again")) << sidecar->tail();
  EXPECT_EQ(sidecar->stop(), 0);
  // And what it remembers is whole.
  sidecar->start_and_wait();
  EXPECT_EQ(sidecar->count_log("the state file was damaged"), 0U);
  EXPECT_EQ(sidecar->stop(), 0);
}

TEST(Trouble, a_full_disk_under_log_and_state_does_not_stop_updating) { in_a_world(disk_full); }

TEST(Trouble, starts_and_updates_with_folders_it_may_not_use) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    test::own_mounts();
    for (const auto* folder : {"logs", "state"}) {
      test::mount_small(world.folder / folder, 4);
      fill(world.folder / folder / "filler");
    }
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    sidecar->start();
    EXPECT_TRUE(has(service, "one.example.com", "10.9.0.1")) << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Trouble, a_state_file_that_cannot_be_opened_is_reported_until_the_end) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service, "state: { path: /proc/nowhere/state.db }\n"));
    sidecar->start_and_wait();
    ASSERT_TRUE(has(service, "one.example.com", "10.9.0.1")) << sidecar->tail();
    world.cable.replace("10.9.0.2/24");
    ASSERT_TRUE(has(service, "one.example.com", "10.9.0.2")) << sidecar->tail();
    EXPECT_TRUE(eventually([&] { return sidecar->metric("ddns_state_write_failures_total").value_or(0) > 1; }));
    const auto health = sidecar->get("/health").body;
    EXPECT_NE(health.find("state:state"), std::string::npos) << health;
    EXPECT_NE(health.find("/proc/nowhere"), std::string::npos) << health;
    EXPECT_EQ(sidecar->count_log("state is written again"), 0U);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

/// An account with a fault beside one without: the good one's records must not notice.
class Neighbours {
 public:
  Neighbours(World& world, FakePowerDns::Fault fault, const std::string& bad_options = {}) : world_(world) {
    world.cable.add("10.9.0.1/24");
    bad.set_fault(std::move(fault));
    config_ = cat(quiet_settings(), "retry: { first: 500ms, cap: 2s }\n", wan_source(), "accounts:\n",
                  powerdns_account("good", good), powerdns_account("bad", bad, bad_options), "records:\n",
                  own_zone_record("bad.example.com", "bad"), own_zone_record("good.example.com", "good"));
    sidecar = world.sidecar(config_);
    begun = std::chrono::steady_clock::now();
    sidecar->start_and_wait();
    EXPECT_TRUE(has(good, "good.example.com", "10.9.0.1")) << sidecar->tail();
    EXPECT_LT(ms_since(begun), 3000) << "the good account waited for the bad one";
    EXPECT_TRUE(eventually([&] { return bad.requests() >= 1; })) << sidecar->tail();
  }

  /// The good account follows a change at once while the bad one is in trouble.
  void good_follows(const std::string& address) {
    const auto changed = std::chrono::steady_clock::now();
    world_.cable.replace(address + "/24");
    EXPECT_TRUE(has(good, "good.example.com", address)) << sidecar->tail();
    EXPECT_LT(ms_since(changed), 1500) << "the good account waited for the bad one";
  }
  /// Milliseconds between the first and the second request at the bad service.
  [[nodiscard]] long long first_gap() const {
    const auto seen = bad.seen();
    return std::chrono::duration_cast<milliseconds>(seen.at(1).at - seen.at(0).at).count();
  }
  /// No more calls came to the bad service than its waits allow: 500 ms, doubled up to 2 s, each a fifth shorter at
  /// the least, and begun anew by each new address.
  void expect_no_storm(std::size_t addresses) const {
    const auto calls = bad.requests();
    auto left = ms_since(begun);
    std::size_t most = addresses;
    for (long long gap = 400; left >= gap; gap = std::min(2 * gap, 1600LL)) {
      left -= gap;
      most += addresses;
    }
    EXPECT_LE(calls, most) << "in " << ms_since(begun) << " ms\n" << sidecar->tail();
  }
  void ends_well() {
    EXPECT_EQ(good.requests(), 2 * good.writes()) << "one read and one write for each address";
    EXPECT_EQ(sidecar->stop(), 0);
  }

  FakePowerDns good{std::string(kSecret)};
  FakePowerDns bad{std::string(kSecret)};
  std::unique_ptr<test::Sidecar> sidecar;
  std::chrono::steady_clock::time_point begun;

  [[nodiscard]] const std::string& config() const noexcept { return config_; }

 private:
  World& world_;
  std::string config_;
};

TEST(Trouble, a_service_that_hangs_delays_no_other_account) {
  in_a_world([](World& world) {
    Neighbours test(
        world, [](const SeenRequest&, std::size_t) { return Reply::hang(); }, "timeout: 60s");
    test.good_follows("10.9.0.2");
    test.good_follows("10.9.0.3");
    EXPECT_EQ(test.bad.requests(), 1U) << "one call hangs, and nothing is sent meanwhile";
    test.ends_well();
  });
}

TEST(Trouble, a_service_that_hangs_delays_no_reload) {
  in_a_world([](World& world) {
    Neighbours test(
        world, [](const SeenRequest&, std::size_t) { return Reply::hang(); }, "timeout: 60s");
    const auto reloaded = std::chrono::steady_clock::now();
    test.sidecar->write_config(test.config() + own_zone_record("new.example.com", "good"));
    EXPECT_TRUE(has(test.good, "new.example.com", "10.9.0.1")) << test.sidecar->tail();
    EXPECT_LT(ms_since(reloaded), 5000);
    test.good_follows("10.9.0.2");
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

TEST(Trouble, a_request_that_waits_for_a_hanging_service_delays_no_end) {
  in_a_world([](World& world) {
    Neighbours test(
        world, [](const SeenRequest&, std::size_t) { return Reply::hang(); }, "timeout: 60s");
    std::thread client([&] { test.sidecar->post("/api/v1/update", "{\"force\":true}"); });
    EXPECT_TRUE(eventually([&] { return test.good.requests() >= 3; })) << "the request was not taken up";
    const auto told = std::chrono::steady_clock::now();
    test.sidecar->process().signal(SIGTERM);
    const auto end = test.sidecar->process().wait(seconds(10));
    client.join();
    EXPECT_TRUE(end && end->exit_code == 0) << test.sidecar->tail();
    EXPECT_LT(ms_since(told), 5000);
  });
}

TEST(Trouble, a_change_while_a_write_is_on_its_way_wins) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    service.set_latency(milliseconds(500));
    const auto sidecar = world.sidecar(one_record(service));
    sidecar->start_and_wait();
    // The write has taken effect, and its answer is still on the way.
    ASSERT_TRUE(has(service, "one.example.com", "10.9.0.1")) << sidecar->tail();
    world.cable.replace("10.9.0.2/24");
    EXPECT_TRUE(has(service, "one.example.com", "10.9.0.2")) << sidecar->tail();
    EXPECT_EQ(service.writes(), 2U);
    EXPECT_TRUE(sidecar->wait_for_log("one.example.com A: 10.9.0.1 → 10.9.0.2")) << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Trouble, a_write_whose_answer_is_lost_is_looked_up_and_not_repeated) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    service.set_fault([&](const SeenRequest& seen, std::size_t) -> std::optional<Reply> {
      if (seen.method != "PATCH" || service.writes() > 0) return std::nullopt;
      service.apply(seen);
      return Reply::drop();
    });
    const auto sidecar = world.sidecar(one_record(service, "retry: { first: 500ms }\n"));
    sidecar->start_and_wait();
    const std::string wrong =
        "ddns_record_out_of_sync_since_timestamp_seconds{record=\"one.example.com\",record_type=\"A\",provider="
        "\"powerdns\"}";
    ASSERT_TRUE(eventually([&] { return service.requests() >= 3; })) << sidecar->tail();
    EXPECT_TRUE(eventually([&] { return sidecar->metric(wrong) == 0.0; })) << sidecar->tail();
    EXPECT_EQ(service.writes(), 1U);
    EXPECT_EQ(service.requests(), 3U) << "read, write, and read again";
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Trouble, a_service_that_repeats_the_credentials_makes_them_known_to_nobody) {
  in_a_world([](World& world) {
    const auto echo = [](const SeenRequest& seen, std::size_t count) {
      std::string shown;
      for (const auto& [name, value] : seen.headers) shown += cat(name, ": ", value, " | ");
      auto reply = Reply::json(count % 2 == 0 ? 422 : 500, cat("{\"error\":\"you sent ", shown, "\"}"));
      reply.headers.emplace_back("X-Echo", shown);
      return reply;
    };
    Neighbours test(world, echo);
    ASSERT_TRUE(eventually([&] { return test.bad.requests() >= 2; }, seconds(20))) << test.sidecar->tail();
    EXPECT_TRUE(test.sidecar->wait_for_log("bad.example.com A not updated")) << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->stop(), 0);
    EXPECT_EQ(test.sidecar->command({"once"}).exit_code, 1);
  });
}

TEST(Trouble, retry_after_is_obeyed) {
  in_a_world([](World& world) {
    Neighbours test(world, [](const SeenRequest&, std::size_t count) -> std::optional<Reply> {
      if (count > 1) return std::nullopt;
      return Reply{.status = 429, .headers = {{"Retry-After", "2"}}, .body = "slow down"};
    });
    EXPECT_TRUE(has(test.bad, "bad.example.com", "10.9.0.1")) << test.sidecar->tail();
    EXPECT_EQ(test.bad.requests(), 3U) << "the refused read, the read, the write";
    EXPECT_GE(test.first_gap(), 2000);
    EXPECT_LT(test.first_gap(), 5000);
    EXPECT_EQ(test.sidecar->metric_sum("ddns_provider_request_failures_total", {"reason=\"rate_limited\""}), 1.0);
    test.ends_well();
  });
}

TEST(Trouble, a_service_that_is_broken_is_asked_ever_more_seldom) {
  in_a_world([](World& world) {
    Neighbours test(world, [](const SeenRequest&, std::size_t) { return Reply::text(500, "Internal Server Error"); });
    ASSERT_TRUE(eventually([&] { return test.bad.requests() >= 4; }, seconds(20))) << test.sidecar->tail();
    const auto took = ms_since(test.begun);
    std::cout << "[ MEASURED ] four calls, first wait 500 ms doubled up to 2 s: " << took << " ms\n";
    EXPECT_GE(took, 1500) << "a storm";
    test.good_follows("10.9.0.2");
    test.bad.set_fault({});
    EXPECT_TRUE(has(test.bad, "bad.example.com", "10.9.0.2")) << test.sidecar->tail();
    EXPECT_EQ(test.bad.writes(), 1U);
    test.ends_well();
  });
}

TEST(Trouble, an_answer_that_is_garbage_changes_nothing) {
  in_a_world([](World& world) {
    Neighbours test(world, [](const SeenRequest&, std::size_t count) {
      return count % 2 == 0 ? Reply::text(200, "<html>Please sign in to the hotel's network</html>")
                            : Reply::raw("\x16\x03\x01 this is not even HTTP");
    });
    ASSERT_TRUE(eventually([&] { return test.bad.requests() >= 3; }, seconds(20))) << test.sidecar->tail();
    test.expect_no_storm(1);
    EXPECT_EQ(test.bad.writes(), 0U);
    test.good_follows("10.9.0.2");
    test.expect_no_storm(2);
    test.bad.set_fault({});
    EXPECT_TRUE(has(test.bad, "bad.example.com", "10.9.0.2")) << test.sidecar->tail();
    EXPECT_EQ(test.bad.writes(), 1U);
    test.ends_well();
  });
}

TEST(Trouble, an_answer_that_drips_is_given_up_at_the_deadline) {
  in_a_world([](World& world) {
    Neighbours test(
        world, [](const SeenRequest&, std::size_t) { return Reply{.body = "{}", .drip = seconds(1)}; }, "timeout: 2s");
    test.good_follows("10.9.0.2");
    ASSERT_TRUE(eventually([&] { return test.bad.requests() >= 2; }, seconds(20))) << test.sidecar->tail();
    EXPECT_GE(test.first_gap(), 2000) << "it was given up too early";
    EXPECT_LT(test.first_gap(), 6000) << "bytes that drip must not push the deadline";
    EXPECT_GE(test.sidecar->metric_sum("ddns_provider_request_failures_total", {"reason=\"timeout\""}), 1.0);
    test.ends_well();
  });
}

TEST(Trouble, a_taken_port_costs_the_pages_and_nothing_else) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    const test::StubServer occupant([](const SeenRequest&) { return Reply::text(200, "mine"); }, {.port = 9876});
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    sidecar->start_and_wait();
    EXPECT_TRUE(has(service, "one.example.com", "10.9.0.1")) << sidecar->tail();
    EXPECT_TRUE(sidecar->wait_for_log("no listener, updating goes on")) << sidecar->tail();
    EXPECT_TRUE(sidecar->wait_for_log("9876")) << "the log names the port";
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Trouble, a_listener_on_all_addresses_without_token_names_nothing) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    auto setup = world.setup(one_record(service));
    setup.listen = "10.9.0.1:8080";
    test::Sidecar sidecar(setup);
    sidecar.start_and_wait({"-l", ":8080"});
    ASSERT_TRUE(has(service, "one.example.com", "10.9.0.1")) << sidecar.tail();
    for (const auto* open : {"/livez", "/readyz", "/health", "/metrics"}) {
      EXPECT_EQ(sidecar.get(open).status, 200) << open;
    }
    EXPECT_EQ(sidecar.get("/health").body.find("one.example.com"), std::string::npos);
    for (const auto* closed : {"/api/v1/status", "/api/v1/records", "/api/v1/history", "/api/v1/plan"}) {
      EXPECT_EQ(sidecar.get(closed).status, 403) << closed;
    }
    const auto requests = service.requests();
    EXPECT_EQ(sidecar.post("/api/v1/update", "{\"force\":true}").status, 403);
    EXPECT_EQ(service.requests(), requests);
    EXPECT_EQ(sidecar.stop(), 0);
  });
}

TEST(Trouble, a_token_opens_a_listener_on_all_addresses) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    auto setup = world.setup(one_record(service, "listen: \":8080\"\nweb: { token: \"${env:TEST_SECRET}\" }\n"));
    setup.listen = "10.9.0.1:8080";
    test::Sidecar sidecar(setup);
    sidecar.start_and_wait();
    ASSERT_TRUE(has(service, "one.example.com", "10.9.0.1")) << sidecar.tail();
    EXPECT_EQ(sidecar.get("/api/v1/status").status, 401);
    EXPECT_EQ(sidecar.get("/api/v1/status", {{"Authorization", "Bearer wrong"}}).status, 401);
    EXPECT_EQ(sidecar.get("/api/v1/status", {{"Authorization", cat("Bearer ", kSecret)}}).status, 200);
    EXPECT_EQ(sidecar.post("/api/v1/update", "{}").status, 401);
    EXPECT_EQ(sidecar.post("/api/v1/update", "{}", {{"Authorization", cat("Bearer ", kSecret)}}).status, 200);
    EXPECT_EQ(sidecar.stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
