#include "ddns/platform/process.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>

#include "child_pipes.h"
#include "ddns/core/text.h"
#include "fd.h"
#include "io_error.h"
#include "spawn.h"

namespace ddns::platform {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t error_tail_size = 4096;

enum class End { exited, timed_out, stopped };

/// A started child; whatever happens, it is dead and reaped when this goes.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid), handle_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}
  ~Child() {
    if (!reaped_) {
      kill_group();
      (void)reap();
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Becomes readable when the child has ended; -1 on kernels and sandboxes without pidfd_open(2).
  [[nodiscard]] int handle() const noexcept { return handle_.get(); }
  [[nodiscard]] bool ended() const noexcept {
    siginfo_t info{};
    // Leaves it to be reaped, so that its number, which is the group's, cannot go to somebody else meanwhile.
    const int got = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    return got != 0 || info.si_pid == pid_;
  }
  void kill_group() const noexcept { ::kill(-pid_, SIGKILL); }
  /// Its wait status; nullopt if somebody else took it (a SIGCHLD that is ignored).
  [[nodiscard]] std::optional<int> reap() noexcept {
    int status = 0;
    reaped_ = true;
    if (retry_interrupted([&] { return ::waitpid(pid_, &status, 0); }) != pid_) return std::nullopt;
    return status;
  }

 private:
  pid_t pid_;
  UniqueFd handle_;
  bool reaped_ = false;
};

/// Reads until the child ends, time runs out or somebody asks to stop.
End follow(const Child& child, OutputReader& out, OutputReader& error, int stop_fd, steady_clock::time_point deadline) {
  // Without a process descriptor the end is noticed by looking now and then.
  constexpr std::chrono::milliseconds look_again{20};
  for (;;) {
    const auto now = steady_clock::now();
    if (now >= deadline) return End::timed_out;
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now);
    if (child.handle() < 0) left = std::min(left, look_again);
    left = std::min<std::chrono::milliseconds>(left, std::chrono::hours{1});
    std::array<pollfd, 4> descriptors{{{.fd = out.fd(), .events = POLLIN, .revents = 0},
                                       {.fd = error.fd(), .events = POLLIN, .revents = 0},
                                       {.fd = child.handle(), .events = POLLIN, .revents = 0},
                                       {.fd = stop_fd, .events = POLLIN, .revents = 0}}};
    if (::poll(descriptors.data(), descriptors.size(), static_cast<int>(left.count())) < 0) continue;
    if (descriptors[3].revents != 0) return End::stopped;
    // Asked before reading: what it wrote before its end is then in the pipes for sure.
    const bool ended = child.ended();
    out.read_available();
    error.read_available();
    if (ended) return End::exited;
  }
}

ChildOutcome outcome_of(int status, OutputReader& out, OutputReader& error) {
  ChildOutcome outcome{
      .out = out.output().take(), .out_truncated = out.output().truncated(), .error_tail = error.output().take()};
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  return outcome;
}

}  // namespace

Result<ChildOutcome> run_child(const ChildCommand& command) {
  if (command.argv.empty() || command.argv.front().empty()) return fail(Reason::config, "no program is given to run");
  const std::string& name = command.argv.front();
  const auto deadline =
      steady_clock::now() + std::min<std::chrono::milliseconds>(command.timeout, std::chrono::hours{24 * 365});
  auto out = make_pipe();
  auto error = make_pipe();
  const UniqueFd stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!out || !error || !stopped.valid()) return system_error(cat("cannot start ", name), last_error());
  const std::stop_callback on_stop(command.stop, [&] { ::eventfd_write(stopped.get(), 1); });

  const auto pid = spawn(command, out->write.get(), error->write.get());
  if (!pid) return fail(pid.error());
  Child child(*pid);
  out->write.reset();
  error->write.reset();
  OutputReader out_reader(std::move(out->read), KeptOutput(command.max_output, KeptOutput::Part::first));
  OutputReader error_reader(std::move(error->read), KeptOutput(error_tail_size, KeptOutput::Part::last));
  switch (follow(child, out_reader, error_reader, stopped.get(), deadline)) {
    case End::timed_out:
      return fail(Reason::timeout, cat(name, " did not end within ", command.timeout.count(), " ms and was killed"),
                  Effect::unknown);
    case End::stopped:
      return fail(Reason::cancelled, cat(name, " was killed because of a stop request"), Effect::unknown);
    case End::exited:
      break;
  }
  const auto status = child.reap();
  if (!status) return system_error(cat("cannot tell how ", name, " ended"), last_error());
  return outcome_of(*status, out_reader, error_reader);
}

}  // namespace ddns::platform
