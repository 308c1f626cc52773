#include "ddns/platform/wait_set.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../modules/platform/src/posix/clock_watch.h"
#include "support/forked.h"

namespace ddns::platform {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

SteadyTime soon() { return steady_clock::now() + seconds{20}; }
SteadyTime now() { return steady_clock::now(); }

std::unique_ptr<WaitSet> make() { return WaitSet::create().value(); }

TEST(WaitSet, times_out_at_the_deadline_and_not_before) {
  const auto set = make();
  const auto deadline = now() + milliseconds{30};
  const Wakeups woken = set->wait(deadline);
  EXPECT_GE(now(), deadline);
  EXPECT_EQ(woken, Wakeups{.timed_out = true});
}

TEST(WaitSet, only_looks_when_the_deadline_is_past) {
  const auto set = make();
  EXPECT_TRUE(set->wait(now() - seconds{5}).timed_out);
  set->wake();
  EXPECT_EQ(set->wait(now() - seconds{5}), Wakeups{.woken = true});
}

TEST(WaitSet, takes_the_farthest_deadline) {
  const auto set = make();
  set->wake();
  EXPECT_TRUE(set->wait(SteadyTime::max()).woken);
}

TEST(WaitSet, remembers_a_wake_that_came_first_and_counts_many_as_one) {
  const auto set = make();
  for (int i = 0; i < 1000; ++i) set->wake();
  EXPECT_TRUE(set->wait(std::nullopt).woken);
  EXPECT_TRUE(set->wait(now()).timed_out);
}

TEST(WaitSet, is_woken_from_another_thread) {
  const auto set = make();
  for (int i = 0; i < 100; ++i) {
    std::jthread other([&] { set->wake(); });
    EXPECT_TRUE(set->wait(std::nullopt).woken);
  }
}

WaitSet* set_of_handler = nullptr;

TEST(WaitSet, is_woken_from_a_signal_handler) {
  test::run_forked([] {
    const auto set = make();
    set_of_handler = set.get();
    struct sigaction action {};
    action.sa_handler = [](int) { set_of_handler->wake(); };
    ASSERT_EQ(::sigaction(SIGALRM, &action, nullptr), 0);
    const itimerval timer{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = 20'000}};
    ASSERT_EQ(::setitimer(ITIMER_REAL, &timer, nullptr), 0);
    EXPECT_EQ(set->wait(soon()), Wakeups{.woken = true});
  });
}

TEST(WaitSet, receives_service_signals_in_order_and_once) {
  test::run_forked([] {
    block_service_signals();
    const auto set = make();
    ASSERT_TRUE(set->add_signals());
    for (const int number : {SIGQUIT, SIGTERM, SIGUSR2, SIGHUP, SIGUSR1, SIGHUP, SIGINT}) ::kill(::getpid(), number);
    const auto all = {Signal::hangup, Signal::user1, Signal::user2, Signal::terminate, Signal::interrupt, Signal::quit};
    EXPECT_THAT(set->wait(soon()).signals, testing::ElementsAreArray(all));
    EXPECT_TRUE(set->wait(now()).timed_out);
  });
}

TEST(WaitSet, receives_signals_sent_to_the_process_while_other_threads_run) {
  test::run_forked([] {
    block_service_signals();
    const auto set = make();
    ASSERT_TRUE(set->add_signals());
    std::jthread sender([] { ::kill(::getpid(), SIGTERM); });
    EXPECT_THAT(set->wait(soon()).signals, testing::ElementsAre(Signal::terminate));
  });
}

TEST(WaitSet, leaves_signals_alone_unless_asked) {
  test::run_forked([] {
    block_service_signals();
    const auto set = make();
    ::kill(::getpid(), SIGTERM);
    EXPECT_TRUE(set->wait(now()).timed_out);
  });
}

TEST(WaitSet, fails_as_a_value_when_descriptors_run_out) {
  test::run_forked([] {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto set = WaitSet::create();
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().reason, Reason::io);
  });
}

TEST(WaitSet, does_not_wake_while_nothing_happens) {
  const auto set = make();
  rusage before{};
  rusage after{};
  ASSERT_TRUE(set->add_address_watch());
  ASSERT_TRUE(set->watch_files({"/nonexistent-folder-of-a-test/x"}));
  (void)set->wait(now());
  ::getrusage(RUSAGE_THREAD, &before);
  (void)set->wait(now() + milliseconds{200});
  ::getrusage(RUSAGE_THREAD, &after);
  // One sleep is one voluntary switch; a tick of any kind would show as many.
  EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 3);
}

TEST(ClockWatch, can_be_armed_and_stays_quiet) {
  auto watch = ClockWatch::open();
  ASSERT_TRUE(watch) << watch.error().message;
  pollfd entry{.fd = watch->fd(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&entry, 1, 0), 0);
  EXPECT_FALSE(watch->drain());
}

TEST(ServiceSignals, are_blocked_and_pipe_is_ignored) {
  test::run_forked([] {
    block_service_signals();
    sigset_t blocked;
    ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, nullptr, &blocked), 0);
    for (const int number : {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGQUIT})
      EXPECT_EQ(::sigismember(&blocked, number), 1);
    EXPECT_EQ(::sigismember(&blocked, SIGSEGV), 0);
    EXPECT_EQ(::sigismember(&blocked, SIGCHLD), 0);
    ::kill(::getpid(), SIGPIPE);  // would end the process
  });
}

TEST(FaultHandlers, are_given_back_their_defaults) {
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS}) {
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
      ::setrlimit(RLIMIT_CORE, &no_core);
      ::signal(number, [](int) { ::_exit(7); });
      restore_default_fault_handlers();
      ::raise(number);
      ::_exit(8);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == number) << "signal " << number << " status " << status;
  }
}

}  // namespace
}  // namespace ddns::platform
