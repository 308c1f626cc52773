#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "ddns/core/clock.h"
#include "ddns/core/result.h"

/// The files that internal rotation has closed lie beside the log file and are called
/// `<log file>.<when it was closed, UTC>`, "ddns-sidecar.log.20260102T030405.678Z", with ".gz" once compressed. A name
/// is given once and never changes, so that compressing and removing need not wait for the next rotation, nor it for
/// them.
namespace ddns::log {

struct ClosedFile {
  std::string name;  ///< UTF-8, no folder
  std::uint64_t size = 0;
  bool compressed = false;
};

/// Oldest first. Only names that internal rotation gives: what logrotate or a person put there is not ours.
[[nodiscard]] std::vector<ClosedFile> closed_files(const std::filesystem::path& log_file);

/// A name nobody has, later than every closed file's even if the clock was set back.
[[nodiscard]] std::filesystem::path next_closed_name(const std::filesystem::path& log_file, WallTime now);

/// What is to become of closed files.
struct Keeping {
  std::filesystem::path log_file;
  unsigned keep = 7;        ///< files
  std::uint64_t bytes = 0;  ///< of all closed files together
  bool compress = true;
};

/// Compresses what is not compressed yet, then removes the oldest until few and small enough are left. A step that
/// fails leaves its file as it is. Ends early when asked to stop; the next call goes on. Returns the number of
/// failures.
unsigned tidy(const Keeping& keeping, const std::stop_token& stop);

}  // namespace ddns::log
