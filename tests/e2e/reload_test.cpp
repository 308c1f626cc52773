#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "ddns/core/text.h"
#include "e2e/world.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using Texts = std::set<std::string>;

/// One program, one service, one record; and what tests of reloading have in common.
class Reloading {
 public:
  explicit Reloading(World& world) : world_(world) {
    world.cable.add("10.9.0.1/24");
    sidecar = world.sidecar(config_with({"one.example.com"}));
    sidecar->start_and_wait();
    EXPECT_TRUE(has("one.example.com", "10.9.0.1")) << sidecar->tail();
  }

  [[nodiscard]] std::string config_with(const std::vector<std::string>& names) const {
    auto text = cat(quiet_settings(), wan_source(), "accounts:\n", powerdns_account("pdns", service), "records:\n");
    for (const auto& name : names) text += own_zone_record(name, "pdns");
    return text;
  }
  [[nodiscard]] bool has(const std::string& name, const std::string& address) const {
    return eventually([&] { return service.addresses(name) == Texts{address}; });
  }
  [[nodiscard]] bool metric_becomes(std::string_view series, double value) {
    return eventually([&] { return sidecar->metric(series) == value; });
  }
  void signal(int number) { sidecar->process().signal(number); }
  void change_address(const std::string& address) { world_.cable.replace(address + "/24"); }

  FakePowerDns service{std::string(kSecret)};
  std::unique_ptr<test::Sidecar> sidecar;

 private:
  World& world_;
};

void keeps_the_old_one(World& world) {
  Reloading test(world);
  auto& sidecar = *test.sidecar;
  sidecar.write_config(test.config_with({"one.example.com", "two.example.com"}) + "recrods: []\nlog: 5\n");
  test.signal(SIGHUP);
  ASSERT_TRUE(test.metric_becomes("ddns_config_last_reload_successful", 0)) << sidecar.tail();
  EXPECT_TRUE(sidecar.wait_for_log("reload refused, the former configuration stays in force"));
  EXPECT_TRUE(sidecar.wait_for_log("recrods")) << "the log names the mistake";
  EXPECT_GE(sidecar.metric("ddns_config_reload_failures_total").value_or(0), 1.0);
  EXPECT_NE(sidecar.get("/health").body.find("the last reload was refused"), std::string::npos);
  EXPECT_EQ(sidecar.get("/health").status, 200) << "a mistake in a file is no reason to restart the process";

  test.change_address("10.9.0.2");
  EXPECT_TRUE(test.has("one.example.com", "10.9.0.2")) << "updating goes on\n" << sidecar.tail();
  EXPECT_TRUE(test.service.addresses("two.example.com").empty()) << "half of a bad file was taken";

  sidecar.write_config(test.config_with({"one.example.com", "two.example.com"}));
  test.signal(SIGHUP);
  EXPECT_TRUE(test.metric_becomes("ddns_config_last_reload_successful", 1)) << sidecar.tail();
  EXPECT_TRUE(test.has("two.example.com", "10.9.0.2")) << sidecar.tail();
  EXPECT_EQ(test.service.writes_of("one.example.com"), 2U) << "what stayed was not written again";
  EXPECT_EQ(sidecar.stop(), 0);
}

TEST(Reload, sighup_with_a_bad_file_keeps_the_old_configuration_and_a_good_one_swaps) { in_a_world(keeps_the_old_one); }

TEST(Reload, sighup_reads_the_same_file_again) {
  in_a_world([](World& world) {
    Reloading test(world);
    const auto writes = test.service.writes();
    for (double count = 1; count <= 3; ++count) {
      test.signal(SIGHUP);
      EXPECT_TRUE(test.metric_becomes("ddns_config_reloads_total", count)) << test.sidecar->tail();
    }
    EXPECT_EQ(test.service.writes(), writes);
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

TEST(Reload, a_renewed_secret_file_is_taken_with_sighup_and_tried_at_once) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    world.folder.write("key", "an-old-key-that-is-no-longer-good\n");
    const auto sidecar = world.sidecar(
        cat(quiet_settings(), wan_source(), "accounts:\n  - { id: pdns, provider: powerdns, endpoint: \"",
            service.url(), "\", api_key: \"${file:key}\" }\nrecords:\n", own_zone_record("one.example.com", "pdns")));
    sidecar->start_and_wait();
    ASSERT_TRUE(sidecar->wait_for_log("one.example.com A not updated")) << sidecar->tail();
    EXPECT_EQ(service.requests(), 1U);
    world.folder.write("key", cat(kSecret, '\n'));
    sidecar->process().signal(SIGHUP);
    EXPECT_TRUE(eventually([&] { return service.addresses("one.example.com") == Texts{"10.9.0.1"}; }))
        << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Reload, a_changed_file_is_taken_within_five_seconds_without_a_signal) {
  in_a_world([](World& world) {
    Reloading test(world);
    const auto changed = std::chrono::steady_clock::now();
    test.sidecar->write_config(test.config_with({"one.example.com", "two.example.com"}));
    EXPECT_TRUE(test.has("two.example.com", "10.9.0.1")) << test.sidecar->tail();
    EXPECT_LT(ms_since(changed), 5000);
    // In place, as some editors do.
    world.folder.write("config.yaml", test.config_with({"one.example.com", "two.example.com", "three.example.com"}));
    EXPECT_TRUE(test.has("three.example.com", "10.9.0.1")) << test.sidecar->tail();
    // A record that is named no more is left alone.
    test.sidecar->write_config(test.config_with({"three.example.com"}));
    EXPECT_TRUE(test.sidecar->wait_for_log("configuration reloaded: 1 record set,"));
    test.change_address("10.9.0.7");
    EXPECT_TRUE(test.has("three.example.com", "10.9.0.7"));
    EXPECT_EQ(test.service.addresses("one.example.com"), Texts{"10.9.0.1"});
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

TEST(Reload, another_state_path_is_for_the_next_start_and_said_so) {
  in_a_world([](World& world) {
    Reloading test(world);
    const auto elsewhere = (world.folder / "elsewhere/state.db").string();
    const auto config = cat("state: { path: ", elsewhere, ", retention: 1d }\n", test.config_with({"one.example.com"}));
    test.sidecar->write_config(config);
    EXPECT_TRUE(test.sidecar->wait_for_log("state.path is another one now: it takes effect at the next start"))
        << test.sidecar->tail();
    test.change_address("10.9.0.2");
    EXPECT_TRUE(test.has("one.example.com", "10.9.0.2"));
    EXPECT_EQ(test.sidecar->stop(), 0);
    EXPECT_FALSE(std::filesystem::exists(elsewhere));
    test.sidecar->start_and_wait();
    EXPECT_TRUE(std::filesystem::exists(elsewhere));
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

/// What the new file says of the machine is not so: nothing of it is taken.
void keeps_the_old_one_wholly(World& world) {
  Reloading test(world);
  auto& sidecar = *test.sidecar;
  world.folder.write("a-file", "no folder");
  const auto two = test.config_with({"one.example.com", "two.example.com"});
  for (const auto& path : {(world.folder / "a-file/state.db").string(), world.folder.path().string()}) {
    const auto before = sidecar.count_log("reload refused, the former configuration stays in force");
    sidecar.write_config(cat("state: { path: ", path, " }\n", two));
    EXPECT_TRUE(eventually([&] {
      return sidecar.count_log("reload refused, the former configuration stays in force") > before;
    })) << path;
    EXPECT_TRUE(sidecar.wait_for_log("config.yaml: error: `state.path`: ")) << sidecar.tail();
  }
  EXPECT_EQ(sidecar.metric("ddns_config_last_reload_successful"), 0.0);
  EXPECT_NE(sidecar.get("/health").body.find("the last reload was refused"), std::string::npos);
  test.change_address("10.9.0.2");
  EXPECT_TRUE(test.has("one.example.com", "10.9.0.2")) << "updating goes on\n" << sidecar.tail();
  EXPECT_TRUE(test.service.addresses("two.example.com").empty()) << "half of a refused file was taken";
  sidecar.write_config(two);
  EXPECT_TRUE(test.has("two.example.com", "10.9.0.2")) << sidecar.tail();
  EXPECT_EQ(sidecar.metric("ddns_config_last_reload_successful"), 1.0);
  EXPECT_EQ(sidecar.stop(), 0);
}

TEST(Reload, a_state_file_that_cannot_be_had_keeps_the_old_configuration_wholly) {
  in_a_world(keeps_the_old_one_wholly);
}

TEST(Reload, sigusr2_opens_the_log_anew_and_does_nothing_else) {
  in_a_world([](World& world) {
    Reloading test(world);
    auto& sidecar = *test.sidecar;
    const auto requests = test.service.requests();
    const auto rounds = sidecar.metric("ddns_cycles_total");
    const auto rotated = sidecar.log_file().string() + ".by-logrotate";
    std::filesystem::rename(sidecar.log_file(), rotated);
    test.signal(SIGUSR2);
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(sidecar.log_file()); })) << "no new log file";
    const auto old_size = std::filesystem::file_size(rotated);
    EXPECT_EQ(sidecar.metric("ddns_config_reloads_total"), 0.0);
    EXPECT_EQ(sidecar.metric("ddns_cycles_total"), rounds);
    EXPECT_EQ(sidecar.metric("ddns_log_reopen_failures_total"), 0.0);
    EXPECT_EQ(test.service.requests(), requests);
    test.change_address("10.9.0.2");
    EXPECT_TRUE(sidecar.wait_for_log("one.example.com A: 10.9.0.1 → 10.9.0.2"));
    EXPECT_EQ(std::filesystem::file_size(rotated), old_size) << "the old file was written to";
    EXPECT_EQ(sidecar.stop(), 0);
  });
}

TEST(Reload, sigusr1_checks_now) {
  in_a_world([](World& world) {
    Reloading test(world);
    // Somebody else changed it, and nothing here could have noticed.
    test.service.set("one.example.com", "A", {"192.0.2.99"});
    test.signal(SIGUSR1);
    EXPECT_TRUE(test.has("one.example.com", "10.9.0.1")) << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->metric("ddns_config_reloads_total"), 0.0);
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
