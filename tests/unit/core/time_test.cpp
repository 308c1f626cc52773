#include <gtest/gtest.h>

#include "ddns/core/deadline.h"
#include "support/manual_clock.h"

namespace ddns {
namespace {

using namespace std::chrono_literals;

TEST(Deadlines, count_down_and_never_below_zero) {
  test::ManualClock clock;
  const auto deadline = Deadline::after(clock, 5s);
  EXPECT_EQ(deadline.remaining(clock.steady()), 5s);
  EXPECT_FALSE(deadline.expired(clock.steady()));
  clock.advance(4'999'500us);
  EXPECT_EQ(deadline.remaining(clock.steady()), 1ms) << "rounded up, so that a wait does not end too early";
  clock.advance(500us);
  EXPECT_TRUE(deadline.expired(clock.steady()));
  clock.advance(1h);
  EXPECT_EQ(deadline.remaining(clock.steady()), 0ms);
}

TEST(Deadlines, of_never_leave_an_addable_span) {
  test::ManualClock clock;
  const auto never = Deadline::never();
  EXPECT_FALSE(never.expired(clock.steady()));
  EXPECT_EQ(never.remaining(clock.steady()), 24h);
  EXPECT_GT(clock.steady() + never.remaining(clock.steady()), clock.steady());
}

TEST(Deadlines, give_the_earlier_of_two) {
  test::ManualClock clock;
  const auto soon = Deadline::after(clock, 1s);
  EXPECT_EQ(soon.earlier(Deadline::never()).at(), soon.at());
  EXPECT_EQ(Deadline::never().earlier(soon).at(), soon.at());
}

TEST(ManualClocks, move_both_times_together_or_the_wall_alone) {
  test::ManualClock clock;
  const auto steady = clock.steady();
  const auto wall = clock.wall();
  clock.advance(10s);
  EXPECT_EQ(clock.steady() - steady, 10s);
  EXPECT_EQ(clock.wall() - wall, 10s);
  clock.set_wall(wall - 1h);
  EXPECT_EQ(clock.wall(), wall - 1h);
  EXPECT_EQ(clock.steady() - steady, 10s);
}

TEST(SystemClocks, agree_with_the_standard_ones) {
  const SystemClock clock;
  const auto before = std::chrono::steady_clock::now();
  const auto now = clock.steady();
  EXPECT_GE(now, before);
  EXPECT_LE(now, std::chrono::steady_clock::now());
  EXPECT_GT(clock.wall().time_since_epoch(), std::chrono::hours{24 * 365 * 50});
}

}  // namespace
}  // namespace ddns
