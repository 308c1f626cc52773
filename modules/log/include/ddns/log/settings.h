#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ddns::log {

/// Words of the field log.level; the order is severity.
enum class Level : std::uint8_t { trace, debug, info, warn, error, fatal };
[[nodiscard]] std::string_view to_string(Level level) noexcept;

/// Who keeps the file small: this program, a tool like logrotate (the file is then only reopened), or nobody.
enum class Rotation : std::uint8_t { internal, external, none };
/// One JSON object a line for machines, or readable text for a terminal.
enum class Format : std::uint8_t { json, text };

struct Settings {
  Level level = Level::info;
  std::string path = {};                ///< absolute, UTF-8; empty = no file
  std::uint64_t max_size = 10U << 20U;  ///< bytes; internal rotation
  unsigned keep = 7;                    ///< closed files kept; internal rotation
  std::uint64_t total = 100U << 20U;    ///< bytes of all log files together; internal rotation
  bool compress = true;                 ///< closed files; internal rotation
  Rotation rotation = Rotation::internal;
  Format format = Format::json;
  bool to_stdout = false;  ///< also, or only, to standard output
  bool to_stderr = false;  ///< what would go to standard output goes to standard error: for commands

  friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace ddns::log
