#include "ddns/platform/process_figures.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <latch>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "ddns/platform/boot_clock.h"
#include "support/forked.h"

namespace ddns::platform {
namespace {

double wall_now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

TEST(ProcessFigures, are_plausible) {
  const ProcessFigures figures = process_figures();
  ASSERT_TRUE(figures.cpu_seconds && figures.resident_bytes && figures.virtual_bytes && figures.open_fds);
  EXPECT_GT(*figures.cpu_seconds, 0);
  EXPECT_GT(*figures.resident_bytes, 1'000'000U);
  EXPECT_GE(*figures.virtual_bytes, *figures.resident_bytes);
  EXPECT_GE(*figures.open_fds, 3U);
}

TEST(ProcessFigures, have_the_start_in_unix_time_and_always_the_same) {
  const double start = process_figures().start_time.value();
  const double age = wall_now() - start;
  EXPECT_GE(age, -0.02) << "one clock tick of rounding";
  EXPECT_LT(age, 3600);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(process_figures().start_time.value(), start);
}

TEST(ProcessFigures, count_open_descriptors) {
  const auto before = process_figures().open_fds.value();
  std::vector<int> opened;
  for (int i = 0; i < 10; ++i) opened.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(process_figures().open_fds.value(), before + 10);
  for (const int fd : opened) ::close(fd);
  EXPECT_EQ(process_figures().open_fds.value(), before);
}

TEST(ProcessFigures, count_threads) {
  std::jthread([] {}).join();  // a sanitizer's own thread starts with the first one
  const auto before = process_figures().threads.value();
  std::latch started(2);
  std::latch finish(1);
  std::jthread other([&] {
    started.count_down();
    finish.wait();
  });
  started.arrive_and_wait();
  EXPECT_EQ(process_figures().threads.value(), before + 1);
  finish.count_down();
}

TEST(ProcessFigures, tell_the_soft_limit_of_descriptors) {
  test::run_forked([] {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 99;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    EXPECT_EQ(process_figures().max_fds, 99U);
  });
}

TEST(ProcessFigures, grow_with_work) {
  const double before = process_figures().cpu_seconds.value();
  volatile unsigned sum = 0;
  for (unsigned i = 0; i < 1'000'000; ++i) sum = sum + i;
  EXPECT_GT(process_figures().cpu_seconds.value(), before);
}

TEST(ProcessId, is_ours) { EXPECT_EQ(process_id(), static_cast<std::uint64_t>(::getpid())); }

TEST(BootClock, runs_and_counts_suspends_separately) {
  const auto first = boot_time_now().value();
  const auto second = boot_time_now().value();
  EXPECT_GE(second, first);
  EXPECT_GT(first.count(), 0);
  EXPECT_GE(suspended_time().value().count(), 0);
  EXPECT_LT(suspended_time().value(), second);
}

}  // namespace
}  // namespace ddns::platform
