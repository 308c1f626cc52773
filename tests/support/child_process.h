#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/eventually.h"

namespace ddns::test {

/// How a program is started. Nothing of this process's environment is handed on but PATH.
struct ChildSetup {
  std::vector<std::string> argv;  ///< argv[0] is a path
  std::map<std::string, std::string> environment = {};
  std::filesystem::path working_folder = {};  ///< empty = ours
  std::filesystem::path output;               ///< stdout goes to `<output>.out`, stderr to `<output>.err`, appended
};

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

 private:
  int pid_ = -1;
  std::optional<ChildEnd> end_;
};

}  // namespace ddns::test
