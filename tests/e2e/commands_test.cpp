#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/needs.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using Texts = std::set<std::string>;

std::string one_record(const FakePowerDns& service, const std::string& before = {}) {
  return cat(before, quiet_settings(), wan_source(), "accounts:\n", powerdns_account("pdns", service), "records:\n",
             own_zone_record("one.example.com", "pdns"));
}

bool has_one(const FakePowerDns& service, const std::string& address) {
  return eventually([&] { return service.addresses("one.example.com") == Texts{address}; });
}

TEST(Commands, a_damaged_state_file_is_moved_aside_and_reported) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    world.folder.write("state/state.db", std::string(20000, 'x'));
    sidecar->start_and_wait();
    EXPECT_TRUE(has_one(service, "10.9.0.1")) << sidecar->tail();
    ASSERT_TRUE(sidecar->wait_for_log("the state file was damaged, lies now at")) << sidecar->tail();
    std::size_t kept = 0;
    for (const auto& entry : std::filesystem::directory_iterator(world.folder / "state")) {
      if (entry.is_regular_file() && entry.file_size() == 20000) ++kept;
    }
    EXPECT_EQ(kept, 1U) << "what was found must be kept for whoever wants to look at it";
    EXPECT_EQ(sidecar->stop(), 0);
    // The new file is good.
    sidecar->start_and_wait();
    EXPECT_EQ(sidecar->count_log("the state file was damaged"), 1U);
    EXPECT_EQ(sidecar->stop(), 0);
    EXPECT_EQ(service.writes(), 1U);
  });
}

TEST(Commands, once_beside_serve_goes_through_the_running_instance) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    sidecar->start_and_wait();
    ASSERT_TRUE(has_one(service, "10.9.0.1")) << sidecar->tail();
    service.set("one.example.com", "A", {"192.0.2.99"});
    const auto once = sidecar->command({"once"});
    EXPECT_EQ(once.exit_code, 0) << once.out << once.err;
    EXPECT_THAT(once.out, HasSubstr("one.example.com"));
    EXPECT_EQ(service.addresses("one.example.com"), Texts{"10.9.0.1"});
    EXPECT_GE(sidecar->metric_sum("ddns_http_request_duration_seconds_count", {"handler=\"update\"", "code=\"200\""}),
              1.0);
    EXPECT_EQ(sidecar->command({"healthcheck"}).exit_code, 0);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Commands, a_second_process_that_cannot_reach_the_first_says_that_it_is_locked_out) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service, "listen: off\n"));
    sidecar->start_and_wait();
    ASSERT_TRUE(has_one(service, "10.9.0.1")) << sidecar->tail();
    const auto requests = service.requests();
    for (const auto* command : {"once", "serve"}) {
      const auto second = sidecar->command({command});
      EXPECT_EQ(second.exit_code, 4) << command << ": " << second.out << second.err;
      EXPECT_THAT(second.err, HasSubstr(std::to_string(sidecar->process().pid()))) << command;
      EXPECT_THAT(second.err, HasSubstr("state.db")) << command;
    }
    EXPECT_EQ(service.requests(), requests);
    EXPECT_EQ(sidecar->command({"healthcheck"}).exit_code, 1);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Commands, once_alone_brings_the_records_up_to_date_and_ends) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    const auto first = sidecar->command({"once", "--json"});
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    const auto json = nlohmann::json::parse(first.out, nullptr, false);
    ASSERT_TRUE(json.is_object()) << first.out;
    EXPECT_EQ(json.at("records").at(0).at("outcome"), "updated");
    EXPECT_EQ(service.addresses("one.example.com"), Texts{"10.9.0.1"});
    const auto second = sidecar->command({"once"});
    EXPECT_EQ(second.exit_code, 0) << second.out << second.err;
    EXPECT_EQ(service.writes(), 1U);
    service.set_fault([](const test::SeenRequest&, std::size_t) { return test::Reply::text(401, "no"); });
    const auto failed = sidecar->command({"once"});
    EXPECT_EQ(failed.exit_code, 1) << failed.out << failed.err;
    EXPECT_THAT(failed.out + failed.err, HasSubstr("api_key")) << "say what to look at";
  });
}

TEST(Commands, once_beside_serve_waits_for_the_proof_as_it_does_alone) {
  DDNS_NEEDS(test::BindServer::installed(), "BIND 9 (package bind9)");
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    test::BindServer bind({.port = 53,
                           .statements = "zone \"example.com\" { type primary; file \"example.db\"; };\n",
                           .files = {{"example.db", test::zone_text("example.com", "one A 10.9.0.1\n")}},
                           .probe = "example.com"});
    const auto sidecar = world.sidecar(cat("interval: 1h\nlog: { level: debug }\n", wan_source(), "accounts:\n",
                                           powerdns_account("pdns", service, "verify: { servers: [127.0.0.1] }"),
                                           "records:\n", own_zone_record("one.example.com", "pdns")));
    sidecar->start_and_wait();
    const auto verified = [&] {
      const auto records = nlohmann::json::parse(sidecar->get("/api/v1/records").body, nullptr, false);
      return records.is_array() ? records.at(0).value("last_verified", "") : std::string();
    };
    ASSERT_TRUE(sidecar->wait_for_log("one.example.com A proved at 1 name servers")) << sidecar->tail();
    const auto before = verified();
    bind.freeze();
    test::CommandOutput once;
    std::thread running([&] { once = sidecar->command({"once"}); });
    // One look before it asks for the update, one after; then it is waiting for what the frozen server cannot tell.
    EXPECT_TRUE(eventually([&] {
      return sidecar->metric_sum("ddns_http_request_duration_seconds_count", {"handler=\"records\""}) >= 4;
    })) << sidecar->tail();
    EXPECT_EQ(verified(), before);
    bind.thaw();
    running.join();
    EXPECT_EQ(once.exit_code, 0) << once.out << once.err;
    EXPECT_NE(verified(), before);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Commands, once_and_plan_fail_when_an_address_is_asked_for_that_the_machine_has_not) {
  in_a_world([](World& world) {
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    for (const auto* command : {"once", "plan"}) {
      const auto said = sidecar->command({command});
      EXPECT_EQ(said.exit_code, 1) << command << ": " << said.out << said.err;
      EXPECT_THAT(said.out, HasSubstr("found no ipv4 address")) << command;
    }
    EXPECT_EQ(service.requests(), 0U);
  });
}

TEST(Commands, plan_and_update_tell_what_the_running_instance_answered) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar =
        world.sidecar(one_record(service, "listen: 0.0.0.0:9876\nweb: { token: \"${env:TEST_SECRET}\" }\n"));
    sidecar->start_and_wait();
    ASSERT_TRUE(has_one(service, "10.9.0.1")) << sidecar->tail();
    auto stranger_setup =
        world.setup(one_record(service, "listen: 0.0.0.0:9876\nweb: { token: \"${env:OTHER_TOKEN}\" }\n"),
                    {{"OTHER_TOKEN", "another-token"}});
    stranger_setup.config_name = "stranger.yaml";
    test::Sidecar stranger(stranger_setup);
    for (const auto* command : {"plan", "update"}) {
      const auto said = stranger.command({command});
      EXPECT_EQ(said.exit_code, 1) << command << ": " << said.out << said.err;
      EXPECT_THAT(said.err, HasSubstr("the running instance answered 401")) << command;
    }
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Commands, plan_shows_and_changes_nothing) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    const auto alone = sidecar->command({"plan"});
    EXPECT_EQ(alone.exit_code, 0) << alone.out << alone.err;
    EXPECT_THAT(alone.out, HasSubstr("one.example.com"));
    EXPECT_THAT(alone.out, HasSubstr("10.9.0.1"));
    EXPECT_EQ(service.writes(), 0U);
    sidecar->start_and_wait();
    ASSERT_TRUE(has_one(service, "10.9.0.1")) << sidecar->tail();
    service.set("one.example.com", "A", {"192.0.2.99"});
    const auto beside = sidecar->command({"plan", "--json"});
    EXPECT_EQ(beside.exit_code, 0) << beside.out << beside.err;
    EXPECT_THAT(beside.out, HasSubstr("192.0.2.99"));
    EXPECT_EQ(service.addresses("one.example.com"), Texts{"192.0.2.99"});
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

TEST(Commands, update_takes_one_name) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service) + own_zone_record("two.example.com", "pdns"));
    sidecar->start_and_wait();
    ASSERT_TRUE(has_one(service, "10.9.0.1")) << sidecar->tail();
    ASSERT_TRUE(eventually([&] { return service.addresses("two.example.com") == Texts{"10.9.0.1"}; }));
    for (const auto* name : {"one.example.com", "two.example.com"}) service.set(name, "A", {"192.0.2.99"});
    const auto one = sidecar->command({"update", "--force", "two.example.com"});
    EXPECT_EQ(one.exit_code, 0) << one.out << one.err;
    EXPECT_EQ(service.addresses("two.example.com"), Texts{"10.9.0.1"});
    EXPECT_EQ(service.addresses("one.example.com"), Texts{"192.0.2.99"});
    const auto none = sidecar->command({"update", "nobody.example.com"});
    EXPECT_EQ(none.exit_code, 2) << none.out << none.err;
    EXPECT_THAT(none.err, HasSubstr("no configured record has this name"));
    EXPECT_EQ(sidecar->stop(), 0);
    EXPECT_EQ(sidecar->command({"update", "nobody.example.com"}).exit_code, 2) << "alone it is the same mistake";
    service.set("one.example.com", "A", {"192.0.2.98"});
    const auto alone = sidecar->command({"update", "--force", "one.example.com"});
    EXPECT_EQ(alone.exit_code, 0) << alone.out << alone.err;
    EXPECT_EQ(service.addresses("one.example.com"), Texts{"10.9.0.1"});
  });
}

/// The file that newcomers are given, as it is delivered.
void quick_start(World& world) {
  world.cable.add("192.168.44.5/24");
  auto setup = world.setup("", {{"DDNS_QUICKSTART_DIR", world.folder.path().string()}});
  setup.arguments = {"-c", std::string(DDNS_TESTS_DIR) + "/../configs/quickstart.yaml"};
  test::Sidecar sidecar(setup);
  EXPECT_EQ(sidecar.command({"check"}).exit_code, 0);
  sidecar.start();
  const auto hosts = [&] {
    return std::filesystem::exists(world.folder / "hosts") ? world.folder.read("hosts") : std::string();
  };
  const auto block = [](std::string_view address) {
    return cat("# BEGIN ddns-sidecar hosts-file\n", address, " my-machine.home.arpa\n# END ddns-sidecar hosts-file\n");
  };
  EXPECT_TRUE(eventually([&] { return hosts() == block("192.168.44.5"); })) << hosts() << sidecar.tail();
  EXPECT_TRUE(eventually([&] { return sidecar.command({"healthcheck"}).exit_code == 0; })) << sidecar.tail();
  // Somebody adds lines of their own, which stay.
  world.folder.write("hosts", cat("127.0.0.1 localhost\n", hosts(), "# the end"));
  world.cable.replace("192.168.44.6/24");
  EXPECT_TRUE(eventually([&] { return hosts() == cat("127.0.0.1 localhost\n", block("192.168.44.6"), "# the end"); }))
      << hosts() << sidecar.tail();
  EXPECT_TRUE(eventually([&] { return sidecar.get("/health").body.find("\"status\": \"pass\"") != std::string::npos; }))
      << sidecar.get("/health").body;
  EXPECT_EQ(sidecar.stop(), 0);
}

TEST(Commands, the_quick_start_runs_as_it_is_delivered) { in_a_world(quick_start); }

/// Each kind of machine: the program says that every record is right.
void quick_start_with(World& world, const std::vector<std::string>& addresses) {
  for (const auto& address : addresses) world.cable.add(address + (address.find(':') == address.npos ? "/24" : "/64"));
  auto setup = world.setup("", {{"DDNS_QUICKSTART_DIR", world.folder.path().string()}});
  setup.arguments = {"-c", std::string(DDNS_TESTS_DIR) + "/../configs/quickstart.yaml"};
  test::Sidecar sidecar(setup);
  sidecar.start();
  const auto published = [&] {
    const auto file = world.folder / "hosts";
    const auto hosts = std::filesystem::exists(file) ? world.folder.read("hosts") : std::string();
    return std::all_of(addresses.begin(), addresses.end(), [&](const auto& address) {
      return hosts.find(address + " my-machine.home.arpa\n") != std::string::npos;
    });
  };
  EXPECT_TRUE(eventually(published)) << sidecar.tail();
  EXPECT_TRUE(eventually([&] { return sidecar.get("/health").body.find("\"status\": \"pass\"") != std::string::npos; }))
      << sidecar.get("/health").body;
  EXPECT_EQ(sidecar.stop(), 0);
}

TEST(Commands, the_quick_start_publishes_whatever_families_the_machine_has) {
  in_a_world([](World& world) { quick_start_with(world, {"2001:db8:44::5"}); });
  in_a_world([](World& world) { quick_start_with(world, {"192.168.44.5", "2001:db8:44::5"}); });
}

TEST(Commands, check_names_every_mistake_with_its_place) {
  in_a_world([](World& world) {
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    const auto good = sidecar->command({"check"});
    EXPECT_EQ(good.exit_code, 0) << good.out << good.err;
    sidecar->write_config(cat("intervall: 5m\n", one_record(service), "  - { name: two.example.com, ipv4: wam }\n"));
    const auto bad = sidecar->command({"check"});
    EXPECT_EQ(bad.exit_code, 3) << bad.out << bad.err;
    EXPECT_THAT(bad.err, HasSubstr("config.yaml:1:1"));
    EXPECT_THAT(bad.err, HasSubstr("`interval`"));
    EXPECT_THAT(bad.err, HasSubstr("wam"));
    EXPECT_EQ(sidecar->command({"serve"}).exit_code, 3);
    EXPECT_EQ(sidecar->command({"once"}).exit_code, 3);
    EXPECT_EQ(service.requests(), 0U);
    // Mistakes around a secret that stands in the file show everything but the secret.
    for (const auto& line : {cat("api_key \"", kSecret, "\""), cat("api_key: \"", kSecret), cat("api_kye: ", kSecret),
                             cat("api_key: [", kSecret, "]"), cat("api_key: {", kSecret, ": 1}"),
                             cat("api_key: \"", kSecret, "\"\n    api_key: \"", kSecret, '"'), cat(kSecret, ": 1")}) {
      sidecar->write_config(
          cat("accounts:\n  - provider: powerdns\n    ", line, "\nrecords:\n  - { name: a.b.example }\n"));
      EXPECT_EQ(sidecar->command({"check"}).exit_code, 3) << line;
    }
  });
}

TEST(Commands, the_small_ones_answer_without_a_configuration) {
  in_a_world([](World& world) {
    auto setup = world.setup("");
    test::Sidecar sidecar(setup);
    const auto version = sidecar.command({"version"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_THAT(version.out, ContainsRegex("^ddns-sidecar [0-9]+\\.[0-9]+\\.[0-9]+"));
    EXPECT_EQ(sidecar.command({"--version"}).out, version.out);
    const auto help = sidecar.command({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    for (const auto* word : {"serve", "check", "plan", "once", "update", "providers", "healthcheck", "-c", "-l", "-f"})
      EXPECT_THAT(help.out, HasSubstr(word));
    const auto all = sidecar.command({"providers"});
    EXPECT_EQ(all.exit_code, 0);
    for (const auto* id : {"aliyun", "cloudflare", "hosts", "powerdns", "rfc2136"}) EXPECT_THAT(all.out, HasSubstr(id));
    const auto one = sidecar.command({"providers", "cloudflare"});
    EXPECT_EQ(one.exit_code, 0);
    EXPECT_THAT(one.out, HasSubstr("api_token"));
    const auto none = sidecar.command({"providers", "cloudflair"});
    EXPECT_EQ(none.exit_code, 2);
    EXPECT_THAT(none.err, HasSubstr("cloudflare"));
    EXPECT_EQ(sidecar.command({"--no-such-switch"}).exit_code, 2);
    EXPECT_EQ(sidecar.command({"dance"}).exit_code, 2);
    EXPECT_EQ(sidecar.command({"serve"}).exit_code, 3) << "nothing is configured";
  });
}

}  // namespace
}  // namespace ddns::e2e
