// What stands on the command line and in the environment, and what becomes of relative names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>

#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/http_get.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using testing::HasSubstr;
using testing::Not;
using Texts = std::set<std::string>;

std::string one_record(const FakePowerDns& service, const std::string& before = {}) {
  return cat(before, quiet_settings(), wan_source(), "accounts:\n", powerdns_account("pdns", service), "records:\n",
             own_zone_record("one.example.com", "pdns"));
}

/// A process that nobody waits for ends with the object.
class Detached {
 public:
  explicit Detached(std::filesystem::path pidfile) : pidfile_(std::move(pidfile)) {}
  ~Detached() { signal(SIGKILL); }
  Detached(const Detached&) = delete;
  Detached& operator=(const Detached&) = delete;

  [[nodiscard]] bool written() {
    std::ifstream file(pidfile_);
    return pid_ > 0 || ((file >> pid_) && pid_ > 0);
  }
  void signal(int number) {
    if (written()) ::kill(pid_, number);
  }

 private:
  const std::filesystem::path pidfile_;
  int pid_ = 0;
};

/// Relative: the file, the secret it names, the program it runs, a file that the environment names, the process file.
void detached(World& world) {
  world.cable.add("10.9.0.1/24");
  FakePowerDns service{std::string(kSecret)};
  world.folder.write("conf/secrets/key", "an-old-key-that-is-no-longer-good\n");
  world.folder.write("conf/web-token", cat(kSecret, '\n'));
  const auto script = world.folder.write("conf/wan-address", "#!/bin/sh\necho 10.9.0.1\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  world.folder.write(
      "conf/sidecar.yaml",
      cat(quiet_settings(), "sources:\n  - { id: wan, type: command, family: ipv4, command: [\"./wan-address\"], ",
          "allow_private: true }\naccounts:\n  - { id: pdns, provider: powerdns, endpoint: \"", service.url(),
          "\", api_key: \"${file:secrets/key}\" }\nrecords:\n", own_zone_record("one.example.com", "pdns")));
  auto setup = world.setup("", {{"DDNS_WEB_TOKEN_FILE", "web-token"}});
  setup.arguments = {"-c", "sidecar.yaml", "--daemon", "--pidfile", "run.pid"};
  setup.working_folder = world.folder.path() / "conf";
  test::Sidecar sidecar(setup);
  Detached daemon(setup.working_folder / "run.pid");
  sidecar.start();
  const auto end = sidecar.process().wait(seconds(10));
  ASSERT_TRUE(end) << "it did not detach";
  EXPECT_EQ(end->exit_code, 0) << sidecar.tail();
  ASSERT_TRUE(eventually([&] { return daemon.written(); })) << sidecar.tail();
  ASSERT_TRUE(sidecar.wait_for_log("one.example.com A not updated")) << sidecar.tail();
  world.folder.write("conf/secrets/key", cat(kSecret, '\n'));
  daemon.signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return service.addresses("one.example.com") == Texts{"10.9.0.1"}; })) << sidecar.tail();
  EXPECT_TRUE(eventually([&] { return sidecar.metric("ddns_config_last_reload_successful") == 1.0; }))
      << sidecar.tail();
  EXPECT_EQ(sidecar.metric("ddns_config_reload_failures_total"), 0.0) << sidecar.tail();
  daemon.signal(SIGTERM);
  EXPECT_TRUE(eventually([&] { return !std::filesystem::exists(setup.working_folder / "run.pid"); })) << sidecar.tail();
  EXPECT_TRUE(sidecar.wait_for_log("stopping: told to terminate"));
}

TEST(CommandLine, a_detached_process_reads_relative_names_as_before) { in_a_world(detached); }

TEST(CommandLine, a_spoilt_file_makes_no_healthy_instance_ill) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    sidecar->start_and_wait();
    ASSERT_TRUE(eventually([&] { return sidecar->command({"healthcheck"}).exit_code == 0; })) << sidecar->tail();
    const auto ask = [&](const std::string& file, const std::vector<std::string>& words) {
      sidecar->write_config(file);
      return sidecar->command(words);
    };
    for (const auto* file : {"recrods: []\n", "listen: 127.0.0.1:9876\na: [\n", "\xff"}) {
      const auto good = ask(file, {"healthcheck"});
      EXPECT_EQ(good.exit_code, 0) << file << good.out << good.err;
      EXPECT_THAT(good.out, HasSubstr("\"status\"")) << file;
      EXPECT_THAT(good.err, HasSubstr("config.yaml")) << "the reason is told";
    }
    EXPECT_EQ(ask("listen: 127.0.0.1:9877\na: [\n", {"healthcheck"}).exit_code, 1) << "there is nobody";
    EXPECT_EQ(ask("listen: 127.0.0.1:9877\na: [\n", {"-l", "127.0.0.1:9876", "healthcheck"}).exit_code, 0);
    EXPECT_EQ(sidecar->stop(), 0);
    EXPECT_EQ(ask("a: [\n", {"healthcheck"}).exit_code, 1) << "it has ended";
  });
}

TEST(CommandLine, flags_that_cannot_be_meant_are_mistakes_of_the_command_line) {
  in_a_world([](World& world) {
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    EXPECT_EQ(sidecar->command({"-l", ":8080", "-f", "300", "check"}).exit_code, 0);
    for (const auto& [flag, value] : std::vector<std::pair<std::string, std::string>>{{"-l", ""},
                                                                                      {"-l", "8080"},
                                                                                      {"-l", "nowhere:port"},
                                                                                      {"-f", ""},
                                                                                      {"-f", "1"},
                                                                                      {"-f", "soon"},
                                                                                      {"-f", "2d"}}) {
      const auto refused = sidecar->command({flag, value, "check"});
      EXPECT_EQ(refused.exit_code, 2) << flag << " \"" << value << "\": " << refused.out << refused.err;
      EXPECT_THAT(refused.err, HasSubstr(flag)) << refused.err;
    }
  });
}

TEST(CommandLine, one_service_can_be_described_for_machines) {
  in_a_world([](World& world) {
    test::Sidecar sidecar(world.setup(""));
    const auto one = sidecar.command({"providers", "cloudflare", "--json"});
    EXPECT_EQ(one.exit_code, 0);
    const auto json = nlohmann::json::parse(one.out, nullptr, false);
    ASSERT_TRUE(json.is_object()) << one.out;
    EXPECT_EQ(json.at("id"), "cloudflare");
    EXPECT_TRUE(json.contains("settings"));
  });
}

TEST(CommandLine, the_environment_may_name_the_file) {
  in_a_world([](World& world) {
    FakePowerDns service{std::string(kSecret)};
    world.folder.write("conf/mine.yaml", one_record(service));
    for (const auto* name : {"DDNS_CONFIG", "DDNS_CONFIG_FILE"}) {
      auto setup = world.setup("", {{name, "conf/mine.yaml"}});
      setup.working_folder = world.folder.path();
      test::Sidecar sidecar(setup);
      const auto found = sidecar.command({"check"});
      EXPECT_EQ(found.exit_code, 0) << name << found.out << found.err;
      EXPECT_THAT(found.out, HasSubstr("mine.yaml"));
      EXPECT_THAT(found.err, Not(HasSubstr(name))) << found.err;
      EXPECT_EQ(sidecar.command({"-c", "conf/other.yaml", "check"}).exit_code, 3) << "the flag stands above it";
    }
  });
}

TEST(CommandLine, a_file_that_may_not_be_looked_at_is_not_an_absent_one) {
  in_a_world([](World& world) {
    test::Sidecar sidecar(world.setup(""));
    const auto absent = sidecar.command({"check"});
    EXPECT_EQ(absent.exit_code, 3);
    EXPECT_THAT(absent.err, HasSubstr((world.folder / "etc").string())) << "where was it looked for?";
    // Root may look at everything but at what leads nowhere.
    std::filesystem::create_symlink("config.yaml", world.folder / "etc/config.yaml");
    const auto denied = sidecar.command({"check"});
    EXPECT_EQ(denied.exit_code, 3);
    EXPECT_THAT(denied.err, HasSubstr("cannot open"));
    EXPECT_THAT(denied.err, HasSubstr((world.folder / "etc/config.yaml").string()));
  });
}

TEST(CommandLine, a_secret_file_that_others_may_read_draws_a_warning) {
  in_a_world([](World& world) {
    FakePowerDns service{std::string(kSecret)};
    const auto key = world.folder.write("key", cat(kSecret, '\n'));
    const auto sidecar = world.sidecar(
        cat(quiet_settings(), wan_source(), "accounts:\n  - { id: pdns, provider: powerdns, endpoint: \"",
            service.url(), "\", api_key: \"${file:key}\" }\nrecords:\n", own_zone_record("one.example.com", "pdns")));
    const auto warned = cat(key.string(), ": warning: other users of this machine may read this file");
    std::filesystem::permissions(key, std::filesystem::perms(0644));
    EXPECT_THAT(sidecar->command({"check"}).err, HasSubstr(warned));
    std::filesystem::permissions(key, std::filesystem::perms(0640));
    EXPECT_THAT(sidecar->command({"check"}).err, Not(HasSubstr(warned)));
  });
}

TEST(CommandLine, a_configuration_that_others_may_read_draws_a_warning_if_secrets_stand_in_it) {
  in_a_world([](World& world) {
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service));
    const auto file = sidecar->config_file();
    const auto warned = [&](const std::string& text) {
      sidecar->write_config(text);
      std::filesystem::permissions(file, std::filesystem::perms(0644));
      const auto checked = sidecar->command({"check"});
      EXPECT_EQ(checked.exit_code, 0) << checked.err;
      return checked.err.find("other users of this machine may read this file") != std::string::npos;
    };
    EXPECT_FALSE(warned(one_record(service))) << "it only refers to the environment";
    EXPECT_TRUE(warned(one_record(service) + "web: { token: \"as-everybody-can-read-4711\" }\n"));
  });
}

TEST(CommandLine, names_may_stand_in_their_own_letters) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(one_record(service) + own_zone_record("bücher.example.com", "pdns"));
    const auto update = [&](const std::string& name) {
      service.set("xn--bcher-kva.example.com", "A", {"192.0.2.99"});
      return sidecar->command({"update", "--force", name});
    };
    const auto repaired = [&] { return service.addresses("xn--bcher-kva.example.com") == Texts{"10.9.0.1"}; };
    const auto alone = update("bücher.example.com");
    EXPECT_EQ(alone.exit_code, 0) << alone.out << alone.err;
    EXPECT_TRUE(repaired());
    sidecar->start_and_wait();
    const auto beside = update("BÜCHER.example.com");
    EXPECT_EQ(beside.exit_code, 0) << beside.out << beside.err;
    EXPECT_TRUE(repaired());
    EXPECT_EQ(test::http_post("127.0.0.1", 9876, "/api/v1/update", R"({"name": "bücher.example.com"})")->status, 200);
    EXPECT_EQ(test::http_post("127.0.0.1", 9876, "/api/v1/update", R"({"name": "☕.example.com"})")->status, 400);
    const auto wrong = update("☕.example.com");
    EXPECT_EQ(wrong.exit_code, 2) << wrong.out;
    EXPECT_THAT(wrong.err, HasSubstr("emoji"));
    EXPECT_EQ(sidecar->stop(), 0);
    // Those of hosts, as the services really describe their settings.
    const auto hosts = world.sidecar(R"(accounts:
  - { id: bind, provider: rfc2136, server: ["ns1.bücher.example:5353"], zone: example.com }
  - { id: dyn, provider: dyndns2, server: dyn.bücher.example, username: me, password: "${env:TEST_SECRET}" }
sources: [{ id: wan, type: http, urls: ["https://echo.bücher.example/ip"] }]
records: [{ name: a.example.com, account: bind }, { name: b.example.com, account: dyn }]
notify:
  - { id: mail, type: email, host: smtp.bücher.example, from: a@example.com, to: b@example.com }
  - { id: hook, type: webhook, url: "${env:TEST_HOOK}" }
)",
                                     {{"TEST_HOOK", "https://hook.bücher.example/a?b=c"}});
    const auto check = hosts->command({"check"});
    EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  });
}

std::string document() {
  std::ifstream file(std::string(DDNS_TESTS_DIR) + "/../docs/commands.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The first capture of every match.
std::set<std::string> all(const std::string& text, const std::string& pattern) {
  const std::regex compiled(pattern);
  std::set<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), compiled), end; it != end; ++it) out.insert((*it)[1]);
  return out;
}

TEST(CommandLine, everything_that_help_names_stands_in_the_documentation) {
  in_a_world([](World& world) {
    test::Sidecar sidecar(world.setup(""));
    const auto help = sidecar.command({"--help"}).out;
    const auto commands = help.find("Subcommands:");
    const auto codes = help.find("Exit codes:");
    ASSERT_NE(commands, std::string::npos) << help;
    ASSERT_NE(codes, std::string::npos) << help;
    const auto text = document();
    const auto table = text.substr(text.find("| command |"), text.find("| signal |") - text.find("| command |"));
    EXPECT_EQ(all(table, "\\n\\| `([a-z-]+)"), all(help.substr(commands), "\\n  ([a-z][a-z-]+) ")) << help;
    EXPECT_EQ(all(text.substr(0, text.find("| command |")), "`(--?[a-z]+)"),
              all(help.substr(0, commands), "[ ,](--?[a-z]+)"))
        << help;
    EXPECT_EQ(all(text.substr(text.find("| exit code |")), "\\n\\| ([0-9]+) \\|"),
              all(help.substr(codes), "([0-9]+) "));
  });
}

}  // namespace
}  // namespace ddns::e2e
