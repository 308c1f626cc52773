#include "../../../modules/engine/src/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>
#include <stdexcept>
#include <string>

namespace ddns::test {
namespace {

using engine::Crew;

std::function<std::size_t()> width(std::size_t count) {
  return [count] { return count; };
}

TEST(Crew, does_everything_once_and_never_more_than_width_at_a_time) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  std::vector<std::atomic<int>> done(100);
  Crew crew(width(4));
  for (std::size_t i = 0; i < done.size(); ++i) {
    crew.add_last([&, i] {
      const int now = ++running;
      int seen = most;
      while (now > seen && !most.compare_exchange_weak(seen, now)) {
      }
      ++done[i];
      --running;
    });
  }
  crew.run();
  for (const auto& count : done) EXPECT_EQ(count, 1);
  EXPECT_LE(most, 4);
}

TEST(Crew, works_side_by_side_as_far_as_width_allows) {
  // Each of the four can only end when all four have begun.
  std::latch all(4);
  Crew crew(width(4));
  for (int i = 0; i < 4; ++i) crew.add_last([&] { all.arrive_and_wait(); });
  crew.run();
  EXPECT_TRUE(all.try_wait());
}

TEST(Crew, without_work_there_is_nothing_to_wait_for) { Crew(width(4)).run(); }

TEST(Crew, takes_what_a_task_adds_before_what_waits) {
  std::vector<std::string> order;
  Crew crew(width(1));
  for (const std::string name : {"a", "b"}) {
    crew.add_last([&, name] {
      order.push_back("read " + name);
      std::vector<Crew::Task> writes;
      for (int i = 1; i <= 2; ++i) {
        writes.emplace_back([&, name, i] { order.push_back("write " + name + std::to_string(i)); });
      }
      crew.add_first(std::move(writes));
    });
  }
  crew.run();
  EXPECT_EQ(order, (std::vector<std::string>{"read a", "write a1", "write a2", "read b", "write b1", "write b2"}));
}

TEST(Crew, one_task_after_another_on_one_thread_makes_no_further_thread) {
  std::set<std::thread::id> threads;
  Crew crew(width(8));
  crew.add_last([&] {
    threads.insert(std::this_thread::get_id());
    std::vector<Crew::Task> next;
    next.emplace_back([&] { threads.insert(std::this_thread::get_id()); });
    crew.add_first(std::move(next));
  });
  crew.run();
  EXPECT_EQ(threads, std::set{std::this_thread::get_id()});
}

TEST(Crew, widens_when_the_width_grows) {
  std::atomic<bool> wide{false};
  std::latch two(2);
  Crew crew([&]() -> std::size_t { return wide ? 2 : 1; });
  crew.add_last([&] { wide = true; });
  for (int i = 0; i < 2; ++i) crew.add_last([&] { two.arrive_and_wait(); });
  crew.run();
  EXPECT_TRUE(two.try_wait());
}

TEST(Crew, a_task_that_throws_ends_the_work_and_is_told) {
  std::atomic<int> after{0};
  Crew crew(width(1));
  crew.add_last([] { throw std::runtime_error("no memory"); });
  crew.add_last([&] { ++after; });
  EXPECT_THROW(crew.run(), std::runtime_error);
  EXPECT_EQ(after, 0);
}

}  // namespace
}  // namespace ddns::test
