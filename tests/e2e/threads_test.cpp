// What `top -H` and a debugger show: every thread of the real program says what it is for.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "ddns/core/text.h"
#include "e2e/world.h"
#include "support/eventually.h"
#include "support/stub_server.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using test::Reply;
using test::SeenRequest;

/// The names of all threads but the first, whose name is the process's.
std::set<std::string> thread_names(test::Sidecar& sidecar) {
  std::set<std::string> out;
  const auto pid = std::to_string(sidecar.process().pid());
  std::error_code gone;
  for (const auto& thread : std::filesystem::directory_iterator(cat("/proc/", pid, "/task"), gone)) {
    if (thread.path().filename() == pid) continue;
    std::ifstream file(thread.path() / "comm");
    if (std::string name; std::getline(file, name)) out.insert(name);
  }
  return out;
}

std::string shown(const std::set<std::string>& names) {
  return join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

TEST(Threads, are_called_by_what_they_do) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const test::StubServer hook([](const SeenRequest&) { return Reply::hang(); });
    const auto sidecar = world.sidecar(
        cat(quiet_settings(), wan_source(), "accounts:\n", powerdns_account("a-long-account", service), "records:\n",
            own_zone_record("one.example.com", "a-long-account"), "notify:\n  - { id: phone, type: webhook, url: \"",
            hook.url("/"), "\", events: [address_changed] }\n"));
    sidecar->start_and_wait();
    ASSERT_TRUE(eventually([&] { return service.writes() == 1; })) << sidecar->tail();
    const auto shows = [&](const std::string& name) {
      return eventually([&] { return thread_names(*sidecar).contains(name); });
    };
    world.cable.replace("10.9.0.2/24");
    EXPECT_TRUE(shows("send phone")) << shown(thread_names(*sidecar));
    ASSERT_TRUE(eventually([&] { return service.writes() == 2; })) << sidecar->tail();
    service.set_fault([](const SeenRequest&, std::size_t) { return Reply::hang(); });
    world.cable.replace("10.9.0.3/24");
    EXPECT_TRUE(shows("lane a-long-acc")) << shown(thread_names(*sidecar));
    (void)sidecar->get("/livez");
    for (const char* always : {"engine", "notify", "web accept", "web"}) {
      EXPECT_TRUE(shows(always)) << always << " is not among " << shown(thread_names(*sidecar));
    }
    // A thread is new for a moment before it names itself.
    EXPECT_TRUE(eventually([&] { return !thread_names(*sidecar).contains("ddns-sidecar"); }))
        << shown(thread_names(*sidecar));
  });
}

}  // namespace
}  // namespace ddns::e2e
