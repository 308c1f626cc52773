#include "support/forked.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>

#include <gtest/gtest.h>

#include "ddns/core/text.h"
#include "ddns/platform/process.h"

namespace ddns::test {
namespace {

constexpr int failed_code = 1;
constexpr int refused_code = 77;

int fork_and_wait(const std::function<int()>& body) {
  // What is buffered now would be printed twice.
  std::fflush(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    int code = failed_code;
    try {
      code = body();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "the forked part of a test threw: %s\n", error.what());
    }
    std::fflush(nullptr);
    std::exit(code);  // NOLINT(concurrency-mt-unsafe): coverage data is written at an orderly exit only
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : failed_code;
}

bool enter_network_namespace() {
  const uid_t user = ::geteuid();
  if (user == 0 && ::unshare(CLONE_NEWNET) == 0) return true;
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  return ::geteuid() == 0;
}

int run_body(const std::function<void()>& body) {
  body();
  return ::testing::Test::HasFailure() ? failed_code : 0;
}

}  // namespace

void run_forked(const std::function<void()>& body) {
  EXPECT_EQ(fork_and_wait([&] { return run_body(body); }), 0) << "the forked part of this test failed, see above";
}

bool network_namespaces_available() {
  static const bool available = fork_and_wait([] { return enter_network_namespace() ? 0 : refused_code; }) == 0;
  return available;
}

void run_in_network_namespace(const std::function<void()>& body) {
  const int code = fork_and_wait([&] { return enter_network_namespace() ? run_body(body) : refused_code; });
  EXPECT_EQ(code, 0) << "the part of this test in its own network namespace failed, see above";
}

std::string ip_command(const std::string& words) {
  platform::ChildCommand command{.argv = {"ip"}, .max_output = 16 * 1024 * 1024};
  for (const std::string_view word : split(words, ' ')) command.argv.emplace_back(word);
  const auto outcome = platform::run_child(command);
  if (!outcome) {
    ADD_FAILURE() << "ip " << words << ": " << outcome.error().message;
    return {};
  }
  EXPECT_TRUE(outcome->succeeded()) << "ip " << words << ": " << outcome->error_tail;
  return outcome->out;
}

}  // namespace ddns::test
