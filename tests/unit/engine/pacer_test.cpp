#include "../../../modules/engine/src/pacer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "../../../modules/engine/src/waiter.h"

namespace ddns::test {
namespace {

using engine::Pacer;
using namespace std::chrono_literals;

const SteadyTime start{1000s};

TEST(Pacer, without_a_rate_everything_may_leave) {
  Pacer pacer(std::nullopt);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(pacer.take(start).has_value());
  EXPECT_EQ(pacer.free_at(start), start);
}

TEST(Pacer, never_lets_more_calls_into_a_window_than_the_rate_says) {
  Pacer pacer(plan::Rate{3, 10s});
  EXPECT_TRUE(pacer.take(start));
  EXPECT_TRUE(pacer.take(start + 1s));
  EXPECT_TRUE(pacer.take(start + 2s));
  EXPECT_FALSE(pacer.take(start + 9999ms));
  EXPECT_EQ(pacer.free_at(start + 3s), start + 10s);
  EXPECT_TRUE(pacer.take(start + 10s));
  EXPECT_FALSE(pacer.take(start + 10s));
}

TEST(Pacer, counts_a_call_until_a_window_after_it_ended) {
  Pacer pacer(plan::Rate{1, 10s});
  const auto token = pacer.take(start);
  ASSERT_TRUE(token);
  pacer.give_back(*token, start + 4s);
  EXPECT_FALSE(pacer.take(start + 13s)) << "the service may have counted it as late as it ended";
  EXPECT_TRUE(pacer.take(start + 14s));
}

TEST(Pacer, is_shared_by_threads_without_a_call_too_many) {
  Pacer pacer(plan::Rate{50, 10s});
  std::atomic<int> taken{0};
  std::vector<std::jthread> takers;
  for (int i = 0; i < 8; ++i) {
    takers.emplace_back([&] {
      for (int call = 0; call < 25; ++call) {
        if (pacer.take(start)) ++taken;
      }
    });
  }
  takers.clear();
  EXPECT_EQ(taken, 50);
}

TEST(ThreadWaiter, ends_at_once_when_stopped) {
  const SystemClock clock;
  engine::ThreadWaiter waiter(clock);
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  const SteadyTime began = clock.steady();
  EXPECT_FALSE(waiter.wait_until(began + 1h, stop.get_token()));
  EXPECT_LT(clock.steady() - began, 250ms);
  EXPECT_TRUE(waiter.wait_until(clock.steady() + 1ms, {}));
}

}  // namespace
}  // namespace ddns::test
