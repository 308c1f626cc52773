#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <mutex>
#include <random>
#include <stop_token>
#include <thread>

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
  /// Called when the request of that number from now on has come.
  void tell_at(std::size_t request, std::function<void()> tell) {
    const std::lock_guard lock(mutex_);
    tell_in_ = request;
    tell_ = std::move(tell);
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
    if (tell_in_ > 0 && --tell_in_ == 0) tell_();
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
  std::size_t tell_in_ = 0;
  std::function<void()> tell_;
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

/// kill -9 some microseconds after begin(): in the middle of whatever is done then.
class DelayedKill {
 public:
  DelayedKill(int pid, std::chrono::microseconds delay)
      : thread_([this, pid, delay](const std::stop_token& stop) {
          begun_.wait(false);
          // A pause would be too coarse for what takes less than a millisecond.
          const auto at = std::chrono::steady_clock::now() + delay;
          while (std::chrono::steady_clock::now() < at && !stop.stop_requested()) {
          }
          if (!stop.stop_requested()) ::kill(pid, SIGKILL);
        }) {}
  ~DelayedKill() {
    thread_.request_stop();
    begin();
  }
  DelayedKill(const DelayedKill&) = delete;
  DelayedKill& operator=(const DelayedKill&) = delete;

  void begin() {
    begun_ = true;
    begun_.notify_one();
  }

 private:
  std::atomic<bool> begun_{false};
  std::jthread thread_;
};

/// So long after that request has come; after the start for request 0.
struct RandomMoment {
  std::size_t request;
  std::chrono::microseconds delay;

  /// From the start until the first request the program reads its files and opens the state; from one request to the
  /// next it takes the answer in, and writes down what it did and what it is about to do.
  RandomMoment(std::mt19937& random, std::size_t requests)
      : request(std::uniform_int_distribution<std::size_t>(0, requests)(random)),
        delay(std::uniform_int_distribution<int>(0, request == 0 ? 60000 : 4000)(random)) {}
  [[nodiscard]] std::string text() const { return cat("killed ", delay.count(), " us after request ", request); }
};

class KillNine {
 public:
  explicit KillNine(World& world) : world_(world), sidecar_(world.sidecar(many_records(service_, names_))) {}

  void round(int number, std::size_t request, bool after_effect) {
    const auto before = begin(number);
    Killer killer(service_, *sidecar_);
    killer.arm(request, after_effect);
    ASSERT_NO_FATAL_FAILURE(expect_killed());
    killer.disarm();
    go_on(number, before);
  }

  void round(int number, const RandomMoment& moment) {
    const auto before = begin(number);
    DelayedKill killer(sidecar_->process().pid(), moment.delay);
    const std::size_t last = service_.requests() + moment.request;
    service_.set_fault([&, last](const test::SeenRequest&, std::size_t count) -> std::optional<test::Reply> {
      if (count == last) killer.begin();
      return std::nullopt;
    });
    if (moment.request == 0) killer.begin();
    ASSERT_NO_FATAL_FAILURE(expect_killed());
    service_.set_fault({});
    const auto done = service_.writes() - before;
    if (done > 0 && done < names_.size()) ++halfway_;
    go_on(number, before);
  }

  [[nodiscard]] std::size_t records() const { return names_.size(); }
  /// Rounds of random moments that were cut off when some records were written and others not.
  [[nodiscard]] std::size_t halfway() const { return halfway_; }

 private:
  /// A new address, and a start. Returns the writes until now.
  std::size_t begin(int number) {
    world_.cable.replace(cat("10.9.0.", number + 1, "/24"));
    const auto before = service_.writes();
    sidecar_->start();
    return before;
  }

  void expect_killed() {
    const auto end = sidecar_->process().wait(seconds(20));
    ASSERT_TRUE(end) << "never killed\n" << sidecar_->tail();
    ASSERT_EQ(end->signal, SIGKILL) << sidecar_->tail();
  }

  /// One more start: everything must be right, and nothing written twice but for the call whose effect could not be
  /// known.
  void go_on(int number, std::size_t before) {
    const auto address = cat("10.9.0.", number + 1);
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

  World& world_;
  const std::vector<std::string> names_ = host_names(12);
  FakePowerDns service_{std::string(kSecret)};
  std::unique_ptr<test::Sidecar> sidecar_;
  std::map<std::string, std::size_t> writes_;
  std::size_t halfway_ = 0;
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

TEST(Stopping, kill_nine_at_twenty_random_moments_within_calls_and_writes_loses_nothing) {
  in_a_world([](World& world) {
    KillNine test(world);
    std::mt19937 random(20250612);  // NOLINT(cert-msc51-cpp): the same moments every time, as far as time goes
    for (int number = 1; number <= 20 && !testing::Test::HasFailure(); ++number) {
      const RandomMoment moment(random, 2 * test.records());
      SCOPED_TRACE(cat("round ", number, ": ", moment.text()));
      test.round(number, moment);
    }
    std::cout << "[ MEASURED ] " << test.halfway() << " of 20 kills fell between the first and the last write\n";
    EXPECT_GE(test.halfway(), 3U) << "the moments are to lie where something is done";
  });
}

/// The same beside a service that cannot be read, where a repeated call is seen by it.
class KillUnreadable {
 public:
  explicit KillUnreadable(World& world) : world_(world), sidecar_(world.sidecar(dyn_records(service_, names_))) {}

  void round(int number, std::size_t request, bool after_effect) {
    begin(number);
    service_.kill_at(request, after_effect, sidecar_->process().pid());
    go_on(number);
  }
  void round(int number, const RandomMoment& moment) {
    begin(number);
    DelayedKill killer(sidecar_->process().pid(), moment.delay);
    service_.tell_at(moment.request, [&] { killer.begin(); });
    if (moment.request == 0) killer.begin();
    go_on(number);
  }

  [[nodiscard]] std::size_t records() const { return names_.size(); }

 private:
  void begin(int number) {
    world_.cable.replace(cat("10.9.0.", number + 1, "/24"));
    sidecar_->start();
  }

  void go_on(int number) {
    const auto end = sidecar_->process().wait(seconds(20));
    ASSERT_TRUE(end && end->signal == SIGKILL) << sidecar_->tail();
    service_.tell_at(0, {});
    sidecar_->start_and_wait();
    EXPECT_TRUE(eventually([&] { return service_.all_are(names_, cat("10.9.0.", number + 1)); })) << sidecar_->tail();
    EXPECT_EQ(sidecar_->stop(), 0);
    std::size_t sum = 0;
    for (const auto& name : names_) {
      const auto effects = service_.effects(name) - before_[name];
      EXPECT_LE(effects, 2U) << name;
      sum += effects;
      before_[name] = service_.effects(name);
    }
    EXPECT_LE(sum, names_.size() + 1) << "only the call whose effect could not be known is repeated\n"
                                      << sidecar_->tail();
  }

  World& world_;
  const std::vector<std::string> names_ = host_names(8);
  DynService service_;
  std::unique_ptr<test::Sidecar> sidecar_;
  std::map<std::string, std::size_t> before_;
};

TEST(Stopping, kill_nine_beside_a_service_that_cannot_be_read_repeats_at_most_the_call_in_flight) {
  in_a_world([](World& world) {
    KillUnreadable test(world);
    for (int number = 1; number <= 10 && !testing::Test::HasFailure(); ++number) {
      const auto request = static_cast<std::size_t>(1 + (number * 5) % 8);
      const bool after_effect = number % 2 == 0;
      SCOPED_TRACE(
          cat("round ", number, ": killed ", after_effect ? "after the effect of" : "before", " request ", request));
      test.round(number, request, after_effect);
    }
  });
}

TEST(Stopping, kill_nine_at_random_moments_beside_a_service_that_cannot_be_read_repeats_at_most_the_call_in_flight) {
  in_a_world([](World& world) {
    KillUnreadable test(world);
    std::mt19937 random(20250613);  // NOLINT(cert-msc51-cpp)
    for (int number = 1; number <= 20 && !testing::Test::HasFailure(); ++number) {
      const RandomMoment moment(random, test.records());
      SCOPED_TRACE(cat("round ", number, ": ", moment.text()));
      test.round(number, moment);
    }
  });
}

}  // namespace
}  // namespace ddns::e2e
