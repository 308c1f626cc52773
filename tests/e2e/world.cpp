#include "e2e/world.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "support/forked.h"
#include "support/needs.h"

namespace ddns::e2e {

World::World() { test::bring_up_loopback(); }

test::SidecarSetup World::setup(const std::string& config, std::map<std::string, std::string> environment) const {
  environment.try_emplace("TEST_SECRET", kSecret);
  environment.try_emplace("TEST_TSIG", kTsigSecret);
  return {.program = DDNS_SIDECAR,
          .folder = folder.path(),
          .config = config,
          .environment = std::move(environment),
          .secrets = {std::string(kSecret), std::string(kTsigSecret)}};
}

std::unique_ptr<test::Sidecar> World::sidecar(const std::string& config,
                                              std::map<std::string, std::string> environment) const {
  return std::make_unique<test::Sidecar>(setup(config, std::move(environment)));
}

void in_a_world(const std::function<void(World&)>& body) {
  DDNS_NEEDS(::geteuid() == 0 && test::network_namespaces_available(),
             "root, for network namespaces and mounts of its own");
  test::run_in_network_namespace([&] {
    World world;
    body(world);
  });
}

std::string quiet_settings() { return "interval: 1h\nlog: { level: debug }\nverify: { enabled: false }\n"; }

std::string wan_source() {
  return "sources:\n  - { id: wan, type: interface, interface: wan0, family: ipv4, allow_private: true }\n";
}

std::string powerdns_account(const std::string& id, const test::FakePowerDns& service, const std::string& more) {
  return cat("  - { id: ", id, ", provider: powerdns, endpoint: \"", service.url(),
             "\", api_key: \"${env:TEST_SECRET}\"", more.empty() ? "" : ", ", more, " }\n");
}

std::string own_zone_record(const std::string& name, const std::string& account) {
  return cat("  - { name: ", name, ", zone: ", name, ", account: ", account, ", ipv4: wan }\n");
}

std::vector<std::string> host_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) {
    auto digits = std::to_string(i);
    digits.insert(0, 3 - std::min<std::size_t>(3, digits.size()), '0');
    names.push_back(cat("h", digits, ".example.com"));
  }
  return names;
}

test::BindConfig home_zone() {
  return {.port = 53,
          .statements = cat(test::key_statement("ddns-key", "hmac-sha256", kTsigSecret),
                            "zone \"home.test\" { type primary; file \"home.db\"; update-policy { grant ddns-key "
                            "zonesub A AAAA; }; };\n"),
          .files = {{"home.db", test::zone_text("home.test", "old A 192.0.2.200\n")}},
          .probe = "home.test"};
}

std::string bind_settings(const std::string& verify_more) {
  return cat("interval: 1h\nlog: { level: debug }\nverify: { resolvers: [\"127.0.0.1\"]",
             verify_more.empty() ? "" : ", ", verify_more, " }\n");
}

std::string bind_account(const std::string& more) {
  return cat("accounts:\n  - { id: bind, provider: rfc2136, server: 127.0.0.1, key_name: ddns-key, key_secret: ",
             more.empty() ? "\"${env:TEST_TSIG}\"" : more, " }\n");
}

long long ms_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace ddns::e2e
