#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/forked.h"
#include "support/needs.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using Texts = std::set<std::string>;

constexpr std::string_view kRadvd = "/usr/sbin/radvd";

std::string advertised(std::string_view prefix, int preferred) {
  return cat("  prefix ", prefix,
             "::/64 { AdvOnLink on; AdvAutonomous on; AdvValidLifetime 7200; AdvPreferredLifetime ", preferred,
             "; };\n");
}

/// A router that advertises what it is told to, with a real radvd.
class Advertiser {
 public:
  explicit Advertiser(World& world) : world_(world), router_(world.cable) {
    router_.run({"sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1"});
  }

  void advertise(const std::string& prefixes) {
    daemon_.reset();
    const auto name = cat("radvd", ++runs_);
    const auto config = world_.folder.write(
        name + ".conf", cat("interface ", world_.cable.there(),
                            " {\n  AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4;\n", prefixes, "};\n"));
    daemon_ = router_.start({std::string(kRadvd), "-n", "-m", "stderr", "-p",
                             (world_.folder / (name + ".pid")).string(), "-C", config.string()},
                            world_.folder / name);
  }
  [[nodiscard]] std::string log() const { return world_.folder.read(cat("radvd", runs_, ".err")); }

 private:
  World& world_;
  test::Router router_;
  std::unique_ptr<test::ChildProcess> daemon_;
  int runs_ = 0;
};

/// Addresses of wan0 with this prefix and these flags ("temporary", "-temporary", "deprecated").
Texts addresses(const std::string& prefix, const std::string& flags) {
  Texts out;
  const auto text = test::ip_command(cat("-6 -o addr show dev wan0 scope global ", flags));
  for (const auto line : split(text, '\n')) {
    const auto begin = line.find("inet6 ");
    if (begin == std::string_view::npos) continue;
    const auto address = line.substr(begin + 6, line.find('/', begin) - begin - 6);
    if (address.starts_with(prefix)) out.emplace(address);
  }
  return out;
}

class Prefixes : public testing::Test {
 protected:
  void SetUp() override { DDNS_NEEDS(std::filesystem::exists(kRadvd), "radvd"); }
};

std::string three_names(const FakePowerDns& service) {
  return cat(quiet_settings(), "sources:\n  - { id: lan6, type: interface, interface: wan0, family: ipv6 }\n",
             "accounts:\n", powerdns_account("pdns", service), "records:\n",
             "  - { name: me.example.com, zone: me.example.com, ipv6: lan6 }\n"
             "  - { name: nas.example.com, zone: nas.example.com, ipv6: lan6, host_ids: [\"::9\"] }\n"
             "  - { name: cam.example.com, zone: cam.example.com, ipv6: lan6, host_ids: [\"02:11:22:33:44:55\"] }\n");
}

bool all_within(const FakePowerDns& service, const std::string& prefix, const Texts& own) {
  return service.addresses("me.example.com", "AAAA") == own &&
         service.addresses("nas.example.com", "AAAA") == Texts{prefix + "::9"} &&
         service.addresses("cam.example.com", "AAAA") == Texts{prefix + ":11:22ff:fe33:4455"};
}

/// As the service saw it: from the change on nobody is told the old prefix again, and the first name to move does not
/// move alone.
void expect_left_at_once(const FakePowerDns& service, std::chrono::steady_clock::time_point changed,
                         const std::string& old_prefix, const std::string& new_prefix) {
  std::vector<std::chrono::steady_clock::time_point> moves;
  for (const auto& seen : service.seen()) {
    if (seen.method != "PATCH" || seen.at < changed) continue;
    EXPECT_EQ(seen.body.find(old_prefix), std::string::npos) << seen.body;
    EXPECT_NE(seen.body.find(new_prefix), std::string::npos) << seen.body;
    moves.push_back(seen.at);
  }
  EXPECT_EQ(moves.size(), 3U) << "each name once";
  if (moves.empty()) return;
  const auto span = std::chrono::duration_cast<milliseconds>(moves.back() - moves.front());
  std::cout << "[ MEASURED ] the last name left the old prefix " << span.count() << " ms after the first\n";
}

void follows_the_prefix(World& world) {
  const std::string old_prefix = "2a0c:b640:10:1";
  const std::string new_prefix = "2a0c:b640:20:2";
  test::set_kernel("net/ipv6/conf/wan0/use_tempaddr", "2");
  Advertiser router(world);
  FakePowerDns service{std::string(kSecret)};
  const auto sidecar = world.sidecar(three_names(service));
  sidecar->start_and_wait();
  EXPECT_EQ(service.requests(), 0U) << "there is no address yet";

  router.advertise(advertised(old_prefix, 3600));
  ASSERT_TRUE(eventually([&] { return !addresses(old_prefix, "temporary").empty(); }, seconds(20))) << router.log();
  const auto own = [&](const std::string& prefix) { return addresses(prefix, "-temporary"); };
  ASSERT_TRUE(eventually([&] { return all_within(service, old_prefix, own(old_prefix)); }, seconds(20)))
      << sidecar->tail();
  ASSERT_EQ(own(old_prefix).size(), 1U);
  EXPECT_EQ(service.writes(), 3U);

  // The line was reconnected: a new prefix, and the old one is taken back.
  const auto changed = std::chrono::steady_clock::now();
  router.advertise(advertised(old_prefix, 0) + advertised(new_prefix, 3600));
  ASSERT_TRUE(eventually([&] { return !own(new_prefix).empty(); }, seconds(20))) << router.log();
  const auto there = ms_since(changed);
  ASSERT_TRUE(eventually([&] { return all_within(service, new_prefix, own(new_prefix)); }, seconds(20)))
      << sidecar->tail();
  std::cout << "[ MEASURED ] new prefix on the interface after " << there << " ms, at the service after "
            << ms_since(changed) << " ms (the kernel's duplicate address detection lies between)\n";
  ASSERT_FALSE(addresses(old_prefix, "deprecated").empty()) << "the test is to show that deprecated ones are left";

  // Further advertisements refresh lifetimes only.
  const auto requests = service.requests();
  const auto temporary = addresses(new_prefix, "temporary");
  const auto rounds = sidecar->metric("ddns_cycles_total").value_or(0);
  (void)eventually([&] { return sidecar->metric("ddns_cycles_total").value_or(0) >= rounds + 2; }, seconds(9));
  EXPECT_EQ(service.requests(), requests) << sidecar->tail();
  EXPECT_EQ(service.writes(), 6U) << "each name once for each prefix";
  expect_left_at_once(service, changed, old_prefix, new_prefix);
  auto never = addresses(old_prefix, "temporary");
  never.insert(temporary.begin(), temporary.end());
  ASSERT_FALSE(never.empty());
  for (const auto& seen : service.seen()) {
    for (const auto& address : never) EXPECT_EQ(seen.body.find(address), std::string::npos) << address;
  }
  EXPECT_EQ(sidecar->stop(), 0);
}

TEST_F(Prefixes, a_new_prefix_moves_every_host_and_temporary_or_deprecated_addresses_are_never_published) {
  in_a_world(follows_the_prefix);
}

TEST_F(Prefixes, a_deprecated_prefix_without_a_new_one_changes_nothing) {
  in_a_world([](World& world) {
    const std::string prefix = "2a0c:b640:10:1";
    Advertiser router(world);
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(three_names(service));
    sidecar->start_and_wait();
    router.advertise(advertised(prefix, 3600));
    ASSERT_TRUE(eventually([&] { return all_within(service, prefix, addresses(prefix, "-temporary")); }, seconds(20)))
        << sidecar->tail() << router.log();
    const auto rounds = sidecar->metric("ddns_cycles_total").value_or(0);
    router.advertise(advertised(prefix, 0));
    ASSERT_TRUE(eventually([&] { return !addresses(prefix, "deprecated").empty(); }, seconds(20))) << router.log();
    ASSERT_TRUE(eventually([&] { return sidecar->metric("ddns_cycles_total").value_or(0) > rounds; }));
    EXPECT_TRUE(all_within(service, prefix, addresses(prefix, "-temporary")));
    EXPECT_EQ(service.writes(), 3U);
    EXPECT_EQ(sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
