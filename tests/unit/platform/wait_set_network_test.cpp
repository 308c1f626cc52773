#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/platform/interfaces.h"
#include "ddns/platform/wait_set.h"
#include "support/forked.h"
#include "support/needs.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using test::ip_command;

SteadyTime soon() { return steady_clock::now() + seconds{20}; }
SteadyTime now() { return steady_clock::now(); }

const Wakeups nothing{.timed_out = true};
const Wakeups addresses{.addresses_changed = true};

/// A veth pair with carrier, whose own link-local addresses are switched off so that nothing happens by itself.
void make_veth() {
  ip_command("link set lo up");
  ip_command("link add v0 type veth peer name v1");
  ip_command("link set v0 addrgenmode none");
  ip_command("link set v1 addrgenmode none");
  ip_command("link set v0 up");
  ip_command("link set v1 up");
}

std::unique_ptr<WaitSet> watching_set() {
  auto set = WaitSet::create().value();
  const auto watched = set->add_address_watch();
  EXPECT_TRUE(watched) << watched.error().message;
  return set;
}

class NetworkWatch : public testing::Test {
 protected:
  void SetUp() override { DDNS_NEEDS(test::network_namespaces_available(), "a user who may make network namespaces"); }
};

TEST_F(NetworkWatch, notices_addresses_that_come_and_go) {
  test::run_in_network_namespace([] {
    make_veth();
    const auto set = watching_set();
    ip_command("addr add 192.0.2.1/24 dev v0");
    EXPECT_EQ(set->wait(soon()), addresses);
    ip_command("-6 addr add 2001:db8::1/64 dev v0 nodad");
    EXPECT_EQ(set->wait(soon()), addresses);
    ip_command("addr del 192.0.2.1/24 dev v0");
    EXPECT_EQ(set->wait(soon()), addresses);
    EXPECT_EQ(set->wait(now()), nothing);
  });
}

TEST_F(NetworkWatch, says_nothing_about_what_was_there_before) {
  test::run_in_network_namespace([] {
    make_veth();
    ip_command("addr add 192.0.2.1/24 dev v0");
    const auto set = watching_set();
    EXPECT_EQ(set->wait(now()), nothing);
  });
}

TEST_F(NetworkWatch, sleeps_through_mere_lifetimes) {
  test::run_in_network_namespace([] {
    make_veth();
    ip_command("-6 addr add 2001:db8::1/64 dev v0 nodad valid_lft 1000 preferred_lft 500");
    const auto set = watching_set();
    for (int i = 0; i < 5; ++i) {
      ip_command("-6 addr change 2001:db8::1/64 dev v0 valid_lft " + std::to_string(3000 + i) + " preferred_lft 2000");
      EXPECT_EQ(set->wait(now()), nothing);
    }
    EXPECT_GT(list_addresses().value().back().valid_lifetime.value(), seconds{2000}) << "the change did not happen";
    ip_command("-6 addr change 2001:db8::1/64 dev v0 valid_lft 3000 preferred_lft 0");
    EXPECT_EQ(set->wait(soon()), addresses) << "deprecation counts";
  });
}

TEST_F(NetworkWatch, sleeps_through_loopback_and_link_local_addresses) {
  test::run_in_network_namespace([] {
    make_veth();
    const auto set = watching_set();
    ip_command("addr add 127.0.0.5/8 dev lo");
    ip_command("addr add 169.254.7.7/16 dev v0");
    ip_command("-6 addr add fe80::5/64 dev v0 nodad");
    EXPECT_EQ(set->wait(now()), nothing);
  });
}

TEST_F(NetworkWatch, sleeps_through_links_of_others) {
  test::run_in_network_namespace([] {
    make_veth();
    ip_command("addr add 192.0.2.1/24 dev v0");
    const auto set = watching_set();
    ip_command("link add w0 type veth peer name w1");
    ip_command("link set w0 addrgenmode none");
    ip_command("link set w0 up");
    ip_command("link del w0");
    EXPECT_EQ(set->wait(now()), nothing);
  });
}

TEST_F(NetworkWatch, notices_the_end_of_duplicate_address_detection) {
  test::run_in_network_namespace([] {
    make_veth();
    const auto set = watching_set();
    ip_command("-6 addr add 2001:db8::1/64 dev v0");
    EXPECT_EQ(set->wait(soon()), addresses);
    const auto tentative = [] {
      const auto all = list_addresses().value();
      return std::any_of(all.begin(), all.end(), [](const InterfaceAddress& entry) { return entry.tentative; });
    };
    ASSERT_TRUE(tentative());
    EXPECT_EQ(set->wait(soon()), addresses);
    EXPECT_FALSE(tentative());
  });
}

TEST_F(NetworkWatch, notices_a_lost_carrier) {
  test::run_in_network_namespace([] {
    make_veth();
    ip_command("addr add 192.0.2.1/24 dev v0");
    const auto set = watching_set();
    ip_command("link set v1 down");
    EXPECT_EQ(set->wait(soon()), addresses);
    ip_command("link set v1 up");
    EXPECT_EQ(set->wait(soon()), addresses);
  });
}

TEST_F(NetworkWatch, notices_default_routes_only) {
  test::run_in_network_namespace([] {
    make_veth();
    ip_command("addr add 192.0.2.1/24 dev v0");
    ip_command("-6 addr add 2001:db8::1/64 dev v0 nodad");
    const Wakeups routes{.routes_changed = true};
    const auto set = watching_set();
    ip_command("route add 203.0.113.0/24 via 192.0.2.254");
    EXPECT_EQ(set->wait(now()), nothing);
    ip_command("route add default via 192.0.2.254");
    EXPECT_EQ(set->wait(soon()), routes);
    ip_command("route add default via 192.0.2.253 metric 900");
    EXPECT_EQ(set->wait(now()), nothing) << "it is not the preferred one";
    ip_command("-6 route add default via 2001:db8::fe");
    EXPECT_EQ(set->wait(soon()), routes);
    ip_command("route del default via 192.0.2.254");
    EXPECT_EQ(set->wait(soon()), routes);
  });
}

TEST_F(NetworkWatch, is_not_even_woken_by_the_routes_of_a_router) {
  test::run_in_network_namespace([] {
    make_veth();
    ip_command("addr add 192.0.2.1/24 dev v0");
    const auto set = watching_set();
    const test::TempDir folder;
    std::string batch;
    for (int i = 0; i < 2000; ++i) {
      const std::string route = cat("10.", i / 250, ".", i % 250, ".0/24 via 192.0.2.254\n");
      batch += "route add " + route + "route del " + route;
    }
    const auto file = folder.write("batch", batch).string();
    long switches = 0;
    std::jthread sleeper([&] {
      rusage before{};
      rusage after{};
      ::getrusage(RUSAGE_THREAD, &before);
      EXPECT_EQ(set->wait(soon()), Wakeups{.woken = true});
      ::getrusage(RUSAGE_THREAD, &after);
      switches = after.ru_nvcsw - before.ru_nvcsw;
    });
    ip_command("-batch " + file);
    set->wake();
    sleeper.join();
    EXPECT_LT(switches, 10) << "the kernel should drop such messages before they wake anybody";
  });
}

TEST_F(NetworkWatch, notices_a_route_that_goes_with_its_link) {
  test::run_in_network_namespace([] {
    make_veth();
    ip_command("addr add 192.0.2.1/24 dev v0");
    ip_command("route add default via 192.0.2.254");
    const auto set = watching_set();
    ip_command("link set v0 down");
    const Wakeups seen = set->wait(soon());
    EXPECT_TRUE(seen.addresses_changed);
    EXPECT_TRUE(seen.routes_changed);
  });
}

TEST_F(NetworkWatch, asks_for_a_resync_when_the_kernel_lost_count) {
  test::run_in_network_namespace([] {
    make_veth();
    const auto set = watching_set();
    const test::TempDir folder;
    std::string batch;
    for (int i = 0; i < 6000; ++i) {
      batch += "addr add 198.51.100.1/32 dev v0\naddr del 198.51.100.1/32 dev v0\n";
    }
    ip_command("-batch " + folder.write("batch", batch).string());
    const Wakeups seen = set->wait(soon());
    EXPECT_TRUE(seen.addresses_changed) << "nothing differs now, but nobody can know what happened meanwhile";
    EXPECT_TRUE(seen.routes_changed);
    EXPECT_EQ(set->wait(now()), nothing);
    ip_command("addr add 192.0.2.1/24 dev v0");
    EXPECT_EQ(set->wait(soon()), addresses) << "the watch goes on";
  });
}

}  // namespace
}  // namespace ddns::platform
