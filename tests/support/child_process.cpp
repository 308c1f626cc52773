#include "support/child_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "ddns/core/text.h"

namespace ddns::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> environment_of(const ChildSetup& setup) {
  std::vector<std::string> out;
  const char* path = std::getenv("PATH");
  if (path != nullptr && !setup.environment.contains("PATH")) out.push_back(std::string("PATH=") + path);
  for (const auto& [name, value] : setup.environment) out.push_back(name + "=" + value);
  return out;
}

int open_for_output(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
  return fd;
}

ChildEnd end_from(int status) {
  if (WIFEXITED(status)) return {.exit_code = WEXITSTATUS(status)};
  return {.exit_code = std::nullopt, .signal = WTERMSIG(status)};
}

/// Between fork and exec: only what is safe after a fork of a process with threads.
[[noreturn]] void become(char* const* argv, char* const* environment, const char* folder, int out, int err) {
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int in = ::open("/dev/null", O_RDONLY);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (*folder != '\0' && ::chdir(folder) != 0) ::_exit(126);
  ::execve(argv[0], argv, environment);
  ::_exit(127);
}

}  // namespace

std::optional<std::filesystem::path> find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  const std::string folders = cat(path == nullptr ? "" : path, ":/usr/sbin:/usr/local/sbin");
  for (const auto& folder : split(folders, ':')) {
    auto program = std::filesystem::path(folder) / name;
    if (!folder.empty() && ::access(program.c_str(), X_OK) == 0) return program;
  }
  return std::nullopt;
}

ChildProcess::ChildProcess(const ChildSetup& setup) {
  auto argv_texts = setup.argv;
  auto environment_texts = environment_of(setup);
  const auto argv = pointers(argv_texts);
  const auto environment = pointers(environment_texts);
  const std::string folder = setup.working_folder.string();
  const int out = open_for_output(setup.output.string() + (setup.one_log ? "" : ".out"));
  const int err = open_for_output(setup.output.string() + (setup.one_log ? "" : ".err"));
  pid_ = ::fork();
  if (pid_ == 0) become(argv.data(), environment.data(), folder.c_str(), out, err);
  ::close(out);
  ::close(err);
  if (pid_ < 0) throw std::runtime_error("fork failed");
}

ChildProcess::~ChildProcess() {
  if (end_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void ChildProcess::signal(int number) const {
  if (!end_) ::kill(pid_, number);
}

bool ChildProcess::running() {
  int status = 0;
  if (!end_ && ::waitpid(pid_, &status, WNOHANG) == pid_) end_ = end_from(status);
  return !end_;
}

std::optional<ChildEnd> ChildProcess::wait(std::chrono::milliseconds limit) {
  (void)eventually([this] { return !running(); }, limit);
  return end_;
}

bool ChildProcess::freeze() {
  signal(SIGSTOP);
  int status = 0;
  // The signal stops its threads one by one: they all have once the parent is told.
  if (end_ || ::waitpid(pid_, &status, WUNTRACED) != pid_) return false;
  if (WIFSTOPPED(status)) return true;
  end_ = end_from(status);
  return false;
}
void ChildProcess::thaw() const { signal(SIGCONT); }

}  // namespace ddns::test
