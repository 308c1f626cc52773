#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "ddns/core/result.h"

namespace ddns::platform {

/// A program to run. No shell takes part: argv[0] is a path, or a name looked up in PATH.
struct ChildCommand {
  std::vector<std::string> argv;                        ///< UTF-8
  std::map<std::string, std::string> environment = {};  ///< added to ours, or overriding it
  std::chrono::milliseconds timeout{std::chrono::seconds{10}};
  std::size_t max_output = 65'536;  ///< bytes kept of stdout
  std::stop_token stop = {};        ///< ends it early
};

struct ChildOutcome {
  std::optional<int> exit_code;  ///< nullopt when a signal ended it
  std::optional<int> signal;     ///< POSIX only
  std::string out;               ///< the first max_output bytes of stdout; any more were read and thrown away
  bool out_truncated = false;
  std::string error_tail;  ///< the last 4 KiB of stderr

  [[nodiscard]] bool succeeded() const noexcept { return exit_code == 0; }
};

/// Runs it to its end: stdin empty, no descriptor of ours inherited, its own process group (job on Windows) with
/// default signal handling. At the time-out, or when stop is requested, the whole group is killed. Output that
/// background children still hold open after its end is not waited for. Errors: Reason::config (empty argv, no such
/// program, not executable), Reason::timeout, Reason::cancelled, Reason::io. Messages name argv[0] only: arguments may
/// hold secrets. Thread-safe.
[[nodiscard]] Result<ChildOutcome> run_child(const ChildCommand& command);

}  // namespace ddns::platform
