#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <mutex>
#include <random>

#include "ddns/core/text.h"
#include "e2e/world.h"

namespace ddns::e2e {
namespace {

using test::FakePowerDns;
using Texts = std::set<std::string>;

std::string many_records(const FakePowerDns& service, const std::vector<std::string>& names,
                         const std::string& more = {}) {
  auto config =
      cat(quiet_settings(), wan_source(), "accounts:\n", powerdns_account("pdns", service, more), "records:\n");
  for (const auto& name : names) config += own_zone_record(name, "pdns");
  return config;
}

bool all_are(const FakePowerDns& service, const std::vector<std::string>& names, const std::string& address) {
  return std::all_of(names.begin(), names.end(),
                     [&](const auto& name) { return service.addresses(name) == Texts{address}; });
}

/// A dyndns2 service: it can be told, and never asked.
class DynService {
 public:
  [[nodiscard]] std::string url() const { return server_.url(); }

  /// The request of that number from now on ends the process, before or after it takes effect.
  void kill_at(std::size_t request, bool after_effect, int pid) {
    const std::lock_guard lock(mutex_);
    kill_in_ = request;
    after_effect_ = after_effect;
    pid_ = pid;
  }
  void set_latency(milliseconds latency) {
    const std::lock_guard lock(mutex_);
    latency_ = latency;
  }
  [[nodiscard]] std::size_t requests() const { return server_.requests().size(); }
  [[nodiscard]] bool all_are(const std::vector<std::string>& names, const std::string& wanted) const {
    return std::all_of(names.begin(), names.end(), [&](const auto& name) { return address(name) == wanted; });
  }
  [[nodiscard]] std::string address(const std::string& host) const {
    const std::lock_guard lock(mutex_);
    const auto found = hosts_.find(host);
    return found == hosts_.end() ? "" : found->second.address;
  }
  [[nodiscard]] std::size_t effects(const std::string& host) const {
    const std::lock_guard lock(mutex_);
    const auto found = hosts_.find(host);
    return found == hosts_.end() ? 0 : found->second.effects;
  }

 private:
  struct Host {
    std::string address;
    std::size_t effects = 0;
  };

  test::Reply handle(const test::SeenRequest& seen) {
    const std::lock_guard lock(mutex_);
    const bool kills = kill_in_ > 0 && --kill_in_ == 0;
    std::map<std::string, std::string> query;
    for (const auto& [name, value] : seen.query_pairs()) query[name] = value;
    if (!kills || after_effect_) {
      auto& host = hosts_[query["hostname"]];
      host.address = query["myip"];
      ++host.effects;
    }
    if (!kills) {
      auto reply = test::Reply::text(200, cat("good ", query["myip"]));
      reply.latency = latency_;
      return reply;
    }
    ::kill(pid_, SIGKILL);
    return test::Reply::drop();
  }

  mutable std::mutex mutex_;
  std::map<std::string, Host> hosts_;
  std::size_t kill_in_ = 0;
  bool after_effect_ = false;
  int pid_ = 0;
  milliseconds latency_{0};
  test::StubServer server_{[this](const test::SeenRequest& seen) { return handle(seen); }};
};

std::string dyn_records(const DynService& service, const std::vector<std::string>& names) {
  auto config = cat(quiet_settings(), wan_source(), "accounts:\n  - { id: dyn, provider: dyndns2, server: \"",
                    service.url(), "\", username: me, password: \"${env:TEST_SECRET}\" }\nrecords:\n");
  for (const auto& name : names) config += cat("  - { name: ", name, ", account: dyn, ipv4: wan }\n");
  return config;
}

TEST(Stopping, sigterm_in_the_middle_of_200_slow_updates_ends_in_order) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    DynService service;
    service.set_latency(milliseconds(200));
    const auto names = host_names(200);
    const auto sidecar = world.sidecar(dyn_records(service, names));
    sidecar->start_and_wait();
    ASSERT_TRUE(eventually([&] { return service.requests() >= 5; }, seconds(30))) << sidecar->tail();
    const auto told = std::chrono::steady_clock::now();
    EXPECT_EQ(sidecar->stop(), 0);
    std::cout << "[ MEASURED ] SIGTERM to end with calls of 200 ms in flight: " << ms_since(told) << " ms\n";
    EXPECT_LT(service.requests(), names.size()) << "it was to be stopped before it was done";
    const auto log = sidecar->log();
    ASSERT_FALSE(log.empty());
    EXPECT_EQ(log.back().message.find("stopped after "), 0U) << "the last line is: " << log.back().raw;
    EXPECT_EQ(sidecar->count_log("stopping: told to terminate"), 1U);

    // What was done is known to the next one: at most the call in flight is repeated.
    service.set_latency(milliseconds(0));
    sidecar->start_and_wait();
    EXPECT_TRUE(eventually([&] { return service.all_are(names, "10.9.0.1"); }, seconds(60))) << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
    EXPECT_LE(service.requests(), names.size() + 1);
  });
}

TEST(Stopping, sigterm_while_a_service_says_nothing_ends_in_order) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    service.set_fault([](const test::SeenRequest&, std::size_t) { return test::Reply::hang(); });
    const auto sidecar = world.sidecar(many_records(service, host_names(3), "timeout: 5m"));
    sidecar->start_and_wait();
    ASSERT_TRUE(eventually([&] { return service.requests() == 1; }));
    const auto told = std::chrono::steady_clock::now();
    EXPECT_EQ(sidecar->stop(), 0);
    EXPECT_LT(ms_since(told), 2000) << "a call that waits notices within 250 ms";
  });
}

TEST(Stopping, sigint_and_sigquit_end_in_order_too) {
  in_a_world([](World& world) {
    world.cable.add("10.9.0.1/24");
    FakePowerDns service{std::string(kSecret)};
    const auto sidecar = world.sidecar(many_records(service, host_names(1)));
    for (const int signal : {SIGINT, SIGQUIT}) {
      sidecar->start_and_wait();
      sidecar->process().signal(signal);
      const auto end = sidecar->process().wait(seconds(10));
      ASSERT_TRUE(end) << sidecar->tail();
      EXPECT_EQ(end->exit_code, 0);
    }
  });
}

/// Ends the program at the request of that number, before or after the write took effect.
class Killer {
 public:
  Killer(FakePowerDns& service, test::Sidecar& sidecar) : service_(service), sidecar_(sidecar) {}

  void arm(std::size_t request, bool after_effect) {
    const std::size_t last = service_.requests() + request;
    const int pid = sidecar_.process().pid();
    service_.set_fault([=](const test::SeenRequest& seen, std::size_t count) -> std::optional<test::Reply> {
      if (count != last || (after_effect && seen.method == "PATCH")) return std::nullopt;
      ::kill(pid, SIGKILL);
      return test::Reply::drop();
    });
    if (!after_effect) return;
    service_.set_after_write([this, pid, last](const test::SeenRequest&, std::size_t) {
      if (service_.requests() >= last) ::kill(pid, SIGKILL);
    });
  }
  void disarm() {
    service_.set_fault({});
    service_.set_after_write({});
  }

 private:
  FakePowerDns& service_;
  test::Sidecar& sidecar_;
};

class KillNine {
 public:
  explicit KillNine(World& world) : world_(world), sidecar_(world.sidecar(many_records(service_, names_))) {}

  /// A new address, a kill on the way, and one more start: everything must be right, and nothing written twice but for
  /// the call whose effect could not be known.
  void round(int number, std::size_t request, bool after_effect) {
    const auto address = cat("10.9.0.", number + 1);
    const auto before = service_.writes();
    world_.cable.replace(address + "/24");
    Killer killer(service_, *sidecar_);
    sidecar_->start();
    killer.arm(request, after_effect);
    const auto end = sidecar_->process().wait(seconds(20));
    ASSERT_TRUE(end) << "never killed: request " << request << '\n' << sidecar_->tail();
    ASSERT_EQ(end->signal, SIGKILL) << sidecar_->tail();
    killer.disarm();

    sidecar_->start_and_wait();
    EXPECT_TRUE(eventually([&] { return all_are(service_, names_, address); }, seconds(20))) << sidecar_->tail();
    EXPECT_GE(service_.writes() - before, names_.size());
    EXPECT_LE(service_.writes() - before, names_.size() + 1);
    for (const auto& name : names_) {
      EXPECT_LE(service_.writes_of(name) - writes_[name], 2U) << name;
      writes_[name] = service_.writes_of(name);
    }
    EXPECT_EQ(sidecar_->stop(), 0);
    EXPECT_EQ(sidecar_->count_log("the state file was damaged"), 0U);
  }

  [[nodiscard]] std::size_t records() const { return names_.size(); }

 private:
  World& world_;
  const std::vector<std::string> names_ = host_names(12);
  FakePowerDns service_{std::string(kSecret)};
  std::unique_ptr<test::Sidecar> sidecar_;
  std::map<std::string, std::size_t> writes_;
};

TEST(Stopping, kill_nine_at_twenty_moments_loses_nothing_and_repeats_at_most_the_call_in_flight) {
  in_a_world([](World& world) {
    KillNine test(world);
    std::mt19937 random(20250611);  // NOLINT(cert-msc51-cpp): the same moments every time
    for (int number = 1; number <= 20 && !testing::Test::HasFailure(); ++number) {
      const auto request = std::uniform_int_distribution<std::size_t>(1, 2 * test.records())(random);
      const bool after_effect = std::uniform_int_distribution<int>(0, 1)(random) == 1;
      SCOPED_TRACE(
          cat("round ", number, ": killed ", after_effect ? "after the effect of" : "before", " request ", request));
      test.round(number, request, after_effect);
    }
  });
}

void kill_beside_unreadable(World& world) {
  DynService service;
  const auto names = host_names(8);
  const auto sidecar = world.sidecar(dyn_records(service, names));
  std::map<std::string, std::size_t> before;
  for (int number = 1; number <= 10 && !testing::Test::HasFailure(); ++number) {
    const auto request = static_cast<std::size_t>(1 + (number * 5) % 8);
    const bool after_effect = number % 2 == 0;
    SCOPED_TRACE(
        cat("round ", number, ": killed ", after_effect ? "after the effect of" : "before", " request ", request));
    const auto address = cat("10.9.0.", number + 1);
    world.cable.replace(address + "/24");
    sidecar->start();
    service.kill_at(request, after_effect, sidecar->process().pid());
    const auto end = sidecar->process().wait(seconds(20));
    ASSERT_TRUE(end && end->signal == SIGKILL) << sidecar->tail();
    sidecar->start_and_wait();
    EXPECT_TRUE(eventually([&] { return service.all_are(names, address); })) << sidecar->tail();
    EXPECT_EQ(sidecar->stop(), 0);
    std::size_t sum = 0;
    for (const auto& name : names) {
      const auto effects = service.effects(name) - before[name];
      EXPECT_LE(effects, 2U) << name;
      sum += effects;
      before[name] = service.effects(name);
    }
    EXPECT_LE(sum, names.size() + 1) << "only the call whose effect could not be known is repeated\n"
                                     << sidecar->tail();
  }
}

TEST(Stopping, kill_nine_beside_a_service_that_cannot_be_read_repeats_at_most_the_call_in_flight) {
  in_a_world(kill_beside_unreadable);
}

}  // namespace
}  // namespace ddns::e2e
