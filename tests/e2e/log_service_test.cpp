#include <gtest/gtest.h>

#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "ddns/core/text.h"
#include "e2e/world.h"

// What a service manager and a log rotator see of the real program.
namespace ddns::e2e {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using test::FakePowerDns;

/// The service manager's end of $NOTIFY_SOCKET.
class Manager {
 public:
  explicit Manager(const fs::path& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0) << std::strerror(errno);
  }
  ~Manager() { ::close(socket_); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  /// Everything that has come until now.
  const std::vector<std::string>& heard() {
    char buffer[1024];
    for (;;) {
      const ssize_t got = ::recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got < 0) return heard_;
      heard_.emplace_back(buffer, static_cast<std::size_t>(got));
    }
  }
  std::size_t count(std::string_view begin) {
    const auto& all = heard();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& message) { return message.starts_with(begin); }));
  }
  bool hears(std::string_view begin, std::size_t times = 1, milliseconds limit = seconds(10)) {
    return eventually([&] { return count(begin) >= times; }, limit);
  }
  std::string all() { return join(heard(), " | "); }

 private:
  int socket_;
  std::vector<std::string> heard_;
};

std::string one_record(const FakePowerDns& service) {
  return cat(quiet_settings(), wan_source(), "accounts:\n", powerdns_account("pdns", service), "records:\n",
             own_zone_record("one.example.com", "pdns"));
}

/// Everything that a managed run needs.
struct Managed {
  explicit Managed(World& the_world, std::map<std::string, std::string> environment = {})
      : world(the_world), manager(world.folder / "notify") {
    world.cable.add("10.9.0.1/24");
    environment["NOTIFY_SOCKET"] = (world.folder / "notify").string();
    sidecar = world.sidecar(one_record(service), std::move(environment));
  }

  World& world;
  Manager manager;
  FakePowerDns service{std::string(kSecret)};
  std::unique_ptr<test::Sidecar> sidecar;
};

/// Stops all threads of a process but the first one, as a bug would that makes them wait for ever.
class Freeze {
 public:
  explicit Freeze(int pid) {
    for (const auto& entry : fs::directory_iterator(cat("/proc/", pid, "/task"))) {
      const int thread = std::stoi(entry.path().filename().string());
      if (thread == pid) continue;
      EXPECT_EQ(::ptrace(PTRACE_SEIZE, thread, nullptr, nullptr), 0) << std::strerror(errno);
      EXPECT_EQ(::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr), 0) << std::strerror(errno);
      EXPECT_EQ(::waitpid(thread, nullptr, __WALL), thread) << std::strerror(errno);
      threads_.push_back(thread);
    }
  }
  ~Freeze() {
    for (const int thread : threads_) ::ptrace(PTRACE_DETACH, thread, nullptr, nullptr);
  }
  Freeze(const Freeze&) = delete;
  Freeze& operator=(const Freeze&) = delete;
  [[nodiscard]] std::size_t threads() const { return threads_.size(); }

 private:
  std::vector<int> threads_;
};

TEST(Service, tells_its_manager_when_it_is_ready_what_it_does_and_that_it_stops) {
  in_a_world([](World& world) {
    Managed run(world);
    run.sidecar->start();
    ASSERT_TRUE(run.manager.hears("READY=1", 1, seconds(20))) << run.sidecar->tail();
    EXPECT_EQ(run.sidecar->get("/livez").status, 200) << "ready means that the listener answers";
    EXPECT_TRUE(run.manager.hears("STATUS=1 of 1 record sets right")) << run.manager.all();
    EXPECT_EQ(run.manager.all().find("example.com"), std::string::npos) << "any user may read it: no names";
    EXPECT_EQ(run.manager.count("WATCHDOG=1"), 0U) << "nobody watches";
    EXPECT_EQ(run.sidecar->stop(), 0);
    EXPECT_TRUE(run.manager.hears("STOPPING=1\nSTATUS=stopping: told to terminate")) << run.manager.all();
    EXPECT_EQ(run.manager.heard().front(), "READY=1");
  });
}

TEST(Service, a_configuration_that_is_refused_at_the_start_is_never_ready) {
  in_a_world([](World& world) {
    Managed run(world);
    run.sidecar->write_config("interval: never\n");
    run.sidecar->start();
    const auto end = run.sidecar->process().wait(seconds(10));
    ASSERT_TRUE(end);
    EXPECT_EQ(end->exit_code, 3);
    EXPECT_EQ(run.manager.count("READY=1"), 0U);
  });
}

TEST(Service, a_reload_begins_and_ends_for_its_manager_even_if_it_is_refused) {
  in_a_world([](World& world) {
    Managed run(world);
    run.sidecar->start();
    ASSERT_TRUE(run.manager.hears("READY=1", 1, seconds(20))) << run.sidecar->tail();
    run.sidecar->process().signal(SIGHUP);
    ASSERT_TRUE(run.manager.hears("RELOADING=1\nMONOTONIC_USEC=")) << run.manager.all();
    EXPECT_TRUE(run.manager.hears("READY=1", 2)) << run.manager.all();
    run.sidecar->write_config("interval: never\n");
    EXPECT_TRUE(run.manager.hears("RELOADING=1\nMONOTONIC_USEC=", 2)) << run.manager.all();
    EXPECT_TRUE(run.manager.hears("READY=1", 3)) << run.manager.all();
    EXPECT_TRUE(run.sidecar->wait_for_log("reload refused"));
    EXPECT_EQ(run.sidecar->stop(), 0);
  });
}

TEST(Service, the_watchdog_hears_of_it_only_while_the_engine_comes_round) {
  in_a_world([](World& world) {
    Managed run(world, {{"WATCHDOG_USEC", "1000000"}});
    run.sidecar->start();
    ASSERT_TRUE(run.manager.hears("READY=1", 1, seconds(20))) << run.sidecar->tail();
    const auto begun = Clock::now();
    ASSERT_TRUE(run.manager.hears("WATCHDOG=1", 5)) << run.manager.all();
    EXPECT_GE(ms_since(begun), 1500) << "twice in its time, not more often";
    EXPECT_LT(ms_since(begun), 6000);
    {
      const Freeze stuck(run.sidecar->process().pid());
      ASSERT_GE(stuck.threads(), 1U);
      const auto before = run.manager.count("WATCHDOG=1");
      // The main thread is alive: it still does what a signal asks for.
      fs::rename(run.sidecar->log_file(), run.sidecar->log_file().string() + ".moved");
      run.sidecar->process().signal(SIGUSR2);
      ASSERT_TRUE(eventually([&] { return fs::exists(run.sidecar->log_file()); }));
      EXPECT_FALSE(run.manager.hears("WATCHDOG=1", before + 2, seconds(3))) << "a stuck engine looks alive";
    }
    const auto before = run.manager.count("WATCHDOG=1");
    EXPECT_TRUE(run.manager.hears("WATCHDOG=1", before + 2)) << "it goes on";
    EXPECT_EQ(run.sidecar->stop(), 0);
  });
}

TEST(Service, usr2_reopens_the_log_and_no_line_is_lost) {
  in_a_world([](World& world) {
    Managed run(world);
    run.sidecar->start();
    ASSERT_TRUE(run.manager.hears("READY=1", 1, seconds(20))) << run.sidecar->tail();
    ASSERT_TRUE(run.manager.hears("STATUS=1 of 1 record sets right")) << run.manager.all();
    const auto moved = run.sidecar->log_file().string() + ".1";
    fs::rename(run.sidecar->log_file(), moved);
    run.sidecar->process().signal(SIGUSR2);
    ASSERT_TRUE(eventually([&] { return fs::exists(run.sidecar->log_file()); }));
    world.cable.replace("10.9.0.2/24");
    EXPECT_TRUE(run.sidecar->wait_for_log("one.example.com A: 10.9.0.1 → 10.9.0.2")) << run.sidecar->tail();
    EXPECT_EQ(run.sidecar->metric("ddns_log_reopen_failures_total"), 0.0);
    // A folder that is gone: the old file is kept, and the failure counted.
    const auto logs = run.sidecar->log_file().parent_path();
    fs::rename(logs, logs.string() + ".gone");
    run.sidecar->process().signal(SIGUSR2);
    EXPECT_TRUE(eventually([&] { return run.sidecar->metric("ddns_log_reopen_failures_total") == 1.0; }));
    fs::rename(logs.string() + ".gone", logs);
    world.cable.replace("10.9.0.3/24");
    EXPECT_TRUE(run.sidecar->wait_for_log("one.example.com A: 10.9.0.2 → 10.9.0.3")) << run.sidecar->tail();
    EXPECT_EQ(run.sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
