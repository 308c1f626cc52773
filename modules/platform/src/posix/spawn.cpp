#include "spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <csignal>
#include <system_error>

#include "ddns/core/text.h"
#include "ddns/platform/environment.h"
#include "io_error.h"

namespace ddns::platform {
namespace {

/// Texts, and the array of pointers to them that exec wants.
class PointerList {
 public:
  explicit PointerList(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  PointerList(const PointerList&) = delete;
  PointerList& operator=(const PointerList&) = delete;
  [[nodiscard]] char* const* data() const noexcept { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::vector<std::string> whole_environment(const ChildCommand& command) {
  auto variables = environment_with_prefix("");
  for (const auto& [name, value] : command.environment) variables[name] = value;
  std::vector<std::string> lines;
  lines.reserve(variables.size());
  for (const auto& [name, value] : variables) lines.push_back(cat(name, "=", value));
  return lines;
}

/// What posix_spawn is to do in the child.
class Recipe {
 public:
  Recipe() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  ~Recipe() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Recipe(const Recipe&) = delete;
  Recipe& operator=(const Recipe&) = delete;

  [[nodiscard]] int prepare(int out, int error) {
    if (const int failed = ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0))
      return failed;
    if (const int failed = ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO)) return failed;
    if (const int failed = ::posix_spawn_file_actions_adddup2(&actions_, error, STDERR_FILENO)) return failed;
#if defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 34)
    // All of ours are close-on-exec; a library's may not be.
    if (const int failed = ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1)) return failed;
#endif
#endif
    sigset_t all;
    sigset_t none;
    ::sigfillset(&all);
    ::sigdelset(&all, SIGKILL);
    ::sigdelset(&all, SIGSTOP);
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    constexpr short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    return ::posix_spawnattr_setflags(&attributes_, flags);
  }
  [[nodiscard]] const posix_spawn_file_actions_t* actions() const noexcept { return &actions_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const noexcept { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

bool is_the_programs_fault(int error) {
  return error == ENOENT || error == EACCES || error == ENOEXEC || error == ENOTDIR || error == EISDIR ||
         error == ELOOP;
}

}  // namespace

Result<pid_t> spawn(const ChildCommand& command, int out, int error) {
  const PointerList arguments(command.argv);
  const PointerList environment(whole_environment(command));
  const std::string& name = command.argv.front();
  Recipe recipe;
  int failed = recipe.prepare(out, error);
  pid_t pid = 0;
  if (failed == 0) {
    failed =
        ::posix_spawnp(&pid, name.c_str(), recipe.actions(), recipe.attributes(), arguments.data(), environment.data());
  }
  if (failed == 0) return pid;
  const std::error_code why(failed, std::generic_category());
  return fail(is_the_programs_fault(failed) ? Reason::config : Reason::io,
              cat("cannot start ", name, ": ", error_text(why)));
}

}  // namespace ddns::platform
