#include <gtest/gtest.h>

#include <mutex>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/tls_fixture.h"

namespace ddns::e2e {
namespace {

using test::Reply;
using test::SeenRequest;

constexpr std::string_view kAddress = "93.184.215.14";
constexpr std::string_view kFoundingYaml = R"(provider: aliyun
access_key_id: "your-access-key-id"
access_key_secret: "your-access-key-secret"
domain: "example.com"
sub_domain: "home"
interval: 300
)";
constexpr std::string_view kFoundingJson = R"({
  "provider": "aliyun",
  "access_key_id": "your-access-key-id",
  "access_key_secret": "your-access-key-secret",
  "domain": "example.com",
  "sub_domain": "home",
  "interval": 300
}
)";
const std::map<std::string, std::string> kFoundingEnvironment{{"DDNS_PROVIDER", "aliyun"},
                                                              {"DDNS_ACCESS_KEY_ID", "your-access-key-id"},
                                                              {"DDNS_ACCESS_KEY_SECRET", "your-access-key-secret"},
                                                              {"DDNS_DOMAIN", "example.com"},
                                                              {"DDNS_SUB_DOMAIN", "home"},
                                                              {"DDNS_INTERVAL", "300"}};

std::string value_of(const test::Pairs& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return value;
  }
  return {};
}

/// The two calls of Alibaba Cloud DNS that one new record needs, with a memory.
class FakeAliyun {
 public:
  [[nodiscard]] std::string url() const { return server_.url(); }
  [[nodiscard]] std::string written() const {
    const std::lock_guard lock(mutex_);
    return written_;
  }
  [[nodiscard]] std::vector<SeenRequest> seen() const { return server_.requests(); }

 private:
  Reply handle(const SeenRequest& seen) {
    const std::lock_guard lock(mutex_);
    const auto query = seen.query_pairs();
    const auto action = seen.header("x-acs-action").value_or(value_of(query, "Action"));
    if (action == "AddDomainRecord") {
      written_ = cat(value_of(query, "RR"), ' ', value_of(query, "DomainName"), ' ', value_of(query, "Type"), ' ',
                     value_of(query, "Value"));
      return Reply::json(200, R"({"RequestId":"r2","RecordId":"9999"})");
    }
    return Reply::json(200, R"({"RequestId":"r1","TotalCount":0,"PageNumber":1,"PageSize":100,)"
                            R"("DomainRecords":{"Record":[]}})");
  }

  mutable std::mutex mutex_;
  std::string written_;
  test::StubServer server_{[this](const SeenRequest& seen) { return handle(seen); }};
};

/// The public echo services of the built-in source, as this namespace sees them.
class EchoServices {
 public:
  explicit EchoServices(World& world) {
    std::string hosts = "127.0.0.1 localhost\n";
    std::string names;
    for (const auto* host :
         {"api.ipify.org", "4.ipw.cn", "ipv4.icanhazip.com", "v4.ident.me", "ip.3322.net", "checkip.amazonaws.com"}) {
      hosts += cat("127.0.0.1 ", host, '\n');
      names += cat(names.empty() ? "" : ",", "DNS:", host);
    }
    test::own_mounts();
    test::mount_over(world.folder.write("hosts", hosts), "/etc/hosts");
    auto options = tls_.named(names);
    options.port = 443;
    server_ = std::make_unique<test::StubServer>(
        [](const SeenRequest&) { return Reply::text(200, cat(kAddress, '\n')); }, options);
  }
  [[nodiscard]] std::string ca_file() const { return tls_.ca_file(); }
  [[nodiscard]] std::size_t requests() const { return server_->requests().size(); }

 private:
  test::TlsFixture tls_;
  std::unique_ptr<test::StubServer> server_;
};

class FoundingRun {
 public:
  explicit FoundingRun(World& world) : world_(world), echo_(world) {}

  /// The short form as README has it, with nothing but the service's place changed.
  void run(std::string_view config, const std::string& name, std::map<std::string, std::string> environment = {}) {
    FakeAliyun service;
    environment["DDNS_ENDPOINT"] = service.url();
    environment["SSL_CERT_FILE"] = echo_.ca_file();
    auto setup = world_.setup(std::string(config), std::move(environment));
    setup.config_name = name;
    setup.secrets.emplace_back("your-access-key-secret");
    test::Sidecar sidecar(setup);
    sidecar.start_and_wait();
    ASSERT_TRUE(eventually([&] { return !service.written().empty(); }, seconds(20))) << sidecar.tail();
    EXPECT_EQ(service.written(), cat("home example.com A ", kAddress));
    EXPECT_EQ(service.seen().size(), 2U) << "one read, one write";
    EXPECT_EQ(sidecar.metric("ddns_cycle_interval_seconds"), 300.0);
    EXPECT_GE(echo_.requests(), 2U) << "two strangers must say the same";
    for (const auto& seen : service.seen()) {
      const auto shown = seen.header("Authorization").value_or("") + seen.query;
      EXPECT_NE(shown.find("your-access-key-id"), std::string::npos) << "signed with another key";
      EXPECT_EQ((shown + seen.body).find("your-access-key-secret"), std::string::npos);
    }
    EXPECT_EQ(sidecar.get("/livez").status, 200);
    EXPECT_EQ(sidecar.stop(), 0);
  }

 private:
  World& world_;
  EchoServices echo_;
};

TEST(Founding, its_yaml_file_runs_as_it_stands) {
  in_a_world([](World& world) { FoundingRun(world).run(kFoundingYaml, "config.yaml"); });
}

TEST(Founding, its_json_file_runs_as_it_stands) {
  in_a_world([](World& world) { FoundingRun(world).run(kFoundingJson, "config.json"); });
}

TEST(Founding, its_settings_run_from_the_environment_alone) {
  in_a_world([](World& world) { FoundingRun(world).run("", "none", kFoundingEnvironment); });
}

TEST(Founding, its_flags_mean_what_they_mean_there) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    test::FakePowerDns service{std::string(kSecret)};
    auto setup = world.setup(cat(quiet_settings(), wan_source(), "accounts:\n", powerdns_account("pdns", service),
                                 "records:\n", own_zone_record("one.example.com", "pdns")));
    setup.arguments = {"-c", "config.yaml", "-l", ":8080", "-f", "300"};
    setup.working_folder = world.folder.path();
    setup.listen = "10.9.0.1:8080";
    test::Sidecar sidecar(setup);
    sidecar.start_and_wait();
    EXPECT_TRUE(eventually([&] { return sidecar.metric("ddns_cycle_interval_seconds") == 300.0; })) << sidecar.tail();
    EXPECT_EQ(sidecar.stop(), 0);
  });
}

TEST(Founding, a_relative_file_name_finds_the_same_files_from_everywhere) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    test::FakePowerDns service{std::string(kSecret)};
    world.folder.write("conf/secrets/key", cat(kSecret, '\n'));
    world.folder.write("conf/var/README", "");
    world.folder.write("elsewhere/deeper/README", "");
    world.folder.write(
        "conf/sidecar.yaml",
        cat("interval: 1h\nverify: { enabled: false }\nlog: { path: var/sidecar.log }\n"
            "state: { path: var/sidecar.db }\n",
            wan_source(), "accounts:\n  - { id: pdns, provider: powerdns, endpoint: \"", service.url(),
            "\", api_key: \"${file:secrets/key}\" }\nrecords:\n", own_zone_record("one.example.com", "pdns")));
    const std::map<std::string, std::string> places{
        {".", "conf/sidecar.yaml"}, {"conf", "sidecar.yaml"}, {"elsewhere/deeper", "../../conf/sidecar.yaml"}};
    for (const auto& [place, name] : places) {
      auto setup = world.setup("");
      setup.arguments = {"-c", name};
      setup.working_folder = world.folder.path() / place;
      test::Sidecar sidecar(setup);
      const auto once = sidecar.command({"once"});
      EXPECT_EQ(once.exit_code, 0) << place << ": " << once.out << once.err;
      sidecar.start();
      EXPECT_TRUE(eventually([&] { return sidecar.get("/readyz").status == 200; })) << place << sidecar.tail();
      EXPECT_EQ(sidecar.stop(), 0) << place;
    }
    EXPECT_EQ(service.writes(), 1U);
    const auto log = world.folder.read("conf/var/sidecar.log");
    std::size_t starts = 0;
    for (auto at = log.find("running"); at != std::string::npos; at = log.find("running", at + 1)) ++starts;
    EXPECT_EQ(starts, places.size()) << log;
    EXPECT_TRUE(std::filesystem::exists(world.folder / "conf/var/sidecar.db"));
    EXPECT_TRUE(std::filesystem::is_empty(world.folder / "logs"));
    EXPECT_TRUE(std::filesystem::is_empty(world.folder / "state"));
  });
}

}  // namespace
}  // namespace ddns::e2e
