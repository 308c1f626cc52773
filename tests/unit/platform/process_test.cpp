#include "ddns/platform/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddns/platform/process_figures.h"
#include "ddns/platform/signals.h"
#include "support/forked.h"
#include "support/temp_dir.h"

namespace ddns::platform {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

ChildCommand shell(std::string script) {
  return {.argv = {"/bin/sh", "-c", std::move(script)}, .timeout = seconds{30}};
}

/// A pipe with a name: whoever of a family of processes has it open keeps it open.
class Fifo {
 public:
  explicit Fifo(const std::filesystem::path& path) {
    EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
    fd_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  }
  ~Fifo() { ::close(fd_); }
  Fifo(const Fifo&) = delete;
  Fifo& operator=(const Fifo&) = delete;

  /// Waits for an event with a deadline.
  [[nodiscard]] bool sees(short events) const {
    pollfd entry{.fd = fd_, .events = events, .revents = 0};
    return ::poll(&entry, 1, 20'000) == 1 && (entry.revents & (events | POLLHUP)) != 0;
  }
  void read_all() const {
    char buffer[64];
    while (::read(fd_, buffer, sizeof buffer) > 0) continue;
  }

 private:
  int fd_ = -1;
};

TEST(RunChild, gives_exit_code_and_both_outputs) {
  const auto outcome = run_child(shell("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 3);
  EXPECT_EQ(outcome->signal, std::nullopt);
  EXPECT_EQ(outcome->out, "out\n");
  EXPECT_EQ(outcome->error_tail, "err\n");
  EXPECT_FALSE(outcome->out_truncated);
  EXPECT_FALSE(outcome->succeeded());
  EXPECT_TRUE(run_child(shell("true"))->succeeded());
}

TEST(RunChild, passes_arguments_as_they_are) {
  const auto outcome = run_child({.argv = {"printf", "%s|", "a b", "$HOME", "'\"", ""}});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->out, "a b|$HOME|'\"||");
}

TEST(RunChild, tells_the_signal_that_ended_it) {
  const auto outcome = run_child(shell("kill -9 $$"));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->exit_code, std::nullopt);
  EXPECT_EQ(outcome->signal, SIGKILL);
  EXPECT_FALSE(outcome->succeeded());
}

TEST(RunChild, adds_to_the_environment_and_overrides_it) {
  ::setenv("DDNS_CHILD_A", "ours", 1);
  ::setenv("DDNS_CHILD_B", "ours", 1);
  auto command = shell("echo $DDNS_CHILD_A $DDNS_CHILD_B $DDNS_CHILD_C");
  command.environment = {{"DDNS_CHILD_B", "new"}, {"DDNS_CHILD_C", "added"}};
  EXPECT_EQ(run_child(command)->out, "ours new added\n");
  ::unsetenv("DDNS_CHILD_A");
  ::unsetenv("DDNS_CHILD_B");
}

TEST(RunChild, has_an_empty_stdin) { EXPECT_EQ(run_child({.argv = {"cat"}})->out, ""); }

TEST(RunChild, keeps_the_first_output_and_reads_the_rest_away) {
  // Far more than a pipe holds: the child would hang if nobody read.
  auto command = shell("i=0; while [ $i -lt 3000 ]; do printf '%0100d' $i; i=$((i+1)); done; echo done >&2");
  command.max_output = 150;
  const auto outcome = run_child(command);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->out.size(), 150U);
  EXPECT_EQ(outcome->out.front(), '0');
  EXPECT_TRUE(outcome->out_truncated);
  EXPECT_EQ(outcome->error_tail, "done\n");
}

TEST(RunChild, keeps_the_last_errors) {
  const auto outcome =
      run_child(shell("i=0; while [ $i -lt 200 ]; do printf '%0100d' $i >&2; i=$((i+1)); done; echo end >&2"));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->error_tail.size(), 4096U);
  EXPECT_TRUE(outcome->error_tail.ends_with("199end\n"));
}

TEST(RunChild, refuses_what_is_no_program) {
  const test::TempDir folder;
  const auto not_executable = folder.write("script", "#!/bin/sh\n").string();
  for (const std::string& name : {std::string("/nonexistent/x"), std::string("ddns-no-such-program"), not_executable}) {
    const auto failed = run_child({.argv = {name, "secret"}});
    ASSERT_FALSE(failed) << name;
    EXPECT_EQ(failed.error().reason, Reason::config) << name;
    EXPECT_NE(failed.error().message.find(name), std::string::npos);
    EXPECT_EQ(failed.error().message.find("secret"), std::string::npos);
  }
  EXPECT_EQ(run_child({.argv = {}}).error().reason, Reason::config);
  EXPECT_EQ(run_child({.argv = {""}}).error().reason, Reason::config);
}

TEST(RunChild, kills_the_whole_group_at_the_timeout) {
  const test::TempDir folder;
  const Fifo fifo(folder / "alive");
  auto command = shell("exec 3>'" + (folder / "alive").string() + "'; sleep 600 & trap '' TERM; sleep 600; wait");
  command.timeout = milliseconds{300};
  const auto before = steady_clock::now();
  const auto failed = run_child(command);
  EXPECT_LT(steady_clock::now() - before, seconds{20});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::timeout);
  EXPECT_EQ(failed.error().effect, Effect::unknown);
  EXPECT_TRUE(fifo.sees(POLLHUP)) << "a grandchild is still alive";
}

TEST(RunChild, ends_when_asked_to_stop) {
  const test::TempDir folder;
  const Fifo fifo(folder / "alive");
  std::stop_source stop;
  auto command = shell("exec 3>'" + (folder / "alive").string() + "'; echo x >&3; exec sleep 600");
  command.timeout = seconds{60};
  command.stop = stop.get_token();
  std::jthread asker([&] {
    EXPECT_TRUE(fifo.sees(POLLIN)) << "the child did not start";
    stop.request_stop();
  });
  const auto before = steady_clock::now();
  const auto failed = run_child(command);
  EXPECT_LT(steady_clock::now() - before, seconds{30});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::cancelled);
  asker.join();
  fifo.read_all();
  EXPECT_TRUE(fifo.sees(POLLHUP)) << "the child is still alive";
}

TEST(RunChild, does_not_wait_for_background_children) {
  const test::TempDir folder;
  auto command = shell("sleep 600 & echo $! > '" + (folder / "pid").string() + "'; echo started");
  const auto before = steady_clock::now();
  const auto outcome = run_child(command);
  EXPECT_LT(steady_clock::now() - before, seconds{20});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->out, "started\n");
  ::kill(std::stoi(folder.read("pid")), SIGKILL);
}

TEST(RunChild, inherits_no_descriptor) {
  const int leaky = ::open("/dev/null", O_RDONLY);  // without close-on-exec, as a careless library would
  ASSERT_GE(leaky, 0);
  const auto outcome = run_child(shell("for f in /proc/$$/fd/*; do echo ${f##*/}; done"));
  ::close(leaky);
  ASSERT_TRUE(outcome);
  // The shell itself has the listed folder open for a moment while it expands the pattern.
  EXPECT_TRUE(outcome->out == "0\n1\n2\n" || outcome->out == "0\n1\n2\n3\n") << outcome->out;
}

TEST(RunChild, gives_the_child_default_signal_handling) {
  test::run_forked([] {
    block_service_signals();
    const auto outcome = run_child({.argv = {"grep", "-E", "^Sig(Blk|Ign):", "/proc/self/status"}});
    ASSERT_TRUE(outcome) << outcome.error().message;
    // The last 31 signals; above them are those of the C library itself and the real-time ones.
    EXPECT_THAT(outcome->out, testing::MatchesRegex("SigBlk:\t0000000000000000\nSigIgn:\t........[08]0000000\n"));
  });
}

TEST(RunChild, says_so_when_the_exit_code_is_lost) {
  test::run_forked([] {
    ::signal(SIGCHLD, SIG_IGN);
    const auto outcome = run_child(shell("exit 3"));
    ASSERT_FALSE(outcome) << "an unknown end must not look like success";
    EXPECT_EQ(outcome.error().reason, Reason::io);
  });
}

TEST(RunChild, leaves_no_descriptor_and_no_zombie_behind) {
  test::run_forked([] {
    const auto before = process_figures().open_fds.value();
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(run_child(shell("true")));
    auto late = shell("sleep 600");
    late.timeout = milliseconds{20};
    ASSERT_FALSE(run_child(late));
    EXPECT_EQ(process_figures().open_fds.value(), before);
    errno = 0;
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
  });
}

}  // namespace
}  // namespace ddns::platform
