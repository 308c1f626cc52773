#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/eventually.h"

namespace ddns::test {

/// How a program is started. Nothing of this process's environment is handed on but PATH.
struct ChildSetup {
  std::vector<std::string> argv;  ///< argv[0] is a path
  std::map<std::string, std::string> environment = {};
  std::filesystem::path working_folder = {};  ///< empty = ours
  std::filesystem::path output;               ///< stdout goes to `<output>.out`, stderr to `<output>.err`, appended
  bool one_log = false;                       ///< both go to `output` itself
};

/// Where a program lies: in PATH, /usr/sbin or /usr/local/sbin.
[[nodiscard]] std::optional<std::filesystem::path> find_program(std::string_view name);

/// How a program ended.
struct ChildEnd {
  std::optional<int> exit_code;  ///< nullopt when a signal ended it
  int signal = 0;
  friend bool operator==(const ChildEnd&, const ChildEnd&) = default;
};

/// A program that runs beside the test and may be signalled. Killed with the object and with the thread that started
/// it. POSIX only. Throws std::runtime_error when it cannot be started.
class ChildProcess {
 public:
  explicit ChildProcess(const ChildSetup& setup);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] int pid() const noexcept { return pid_; }
  /// Nothing happens when it has ended already.
  void signal(int number) const;
  [[nodiscard]] bool running();
  /// nullopt when it still runs after `limit`.
  std::optional<ChildEnd> wait(std::chrono::milliseconds limit);
  /// SIGSTOP, and waits until all its threads stand still. False when it ended instead.
  [[nodiscard]] bool freeze();
  void thaw() const;

 private:
  int pid_ = -1;
  std::optional<ChildEnd> end_;
};

}  // namespace ddns::test
