#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "ddns/core/result.h"
#include "ddns/platform/file.h"

namespace ddns::platform {

/// A file that only grows, for logs. Opened so that children do not inherit it and, on Windows, so that others may
/// rename or delete it while it is open. Unbuffered: what write() accepted is in the system's hands. Not thread-safe.
class AppendFile {
 public:
  AppendFile() = default;
  ~AppendFile();
  AppendFile(AppendFile&& other) noexcept;
  AppendFile& operator=(AppendFile&& other) noexcept;
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// Creates the file if needed (its folder must exist). Errors: Reason::io.
  [[nodiscard]] static Result<AppendFile> open(const std::filesystem::path& path,
                                               FileMode mode = FileMode::owner_and_group);

  /// Appends all of `bytes`. Errors: Reason::io, e.g. disk full; Effect::applied when a part had been written already
  /// (the file then ends in a torn line), else Effect::none. The file stays open and usable.
  [[nodiscard]] Status write(std::string_view bytes);

  /// Bytes in the file now, other writers' too. Errors: Reason::io.
  [[nodiscard]] Result<std::uint64_t> size() const;

  /// True while `path` still names this very file: false after somebody renamed, replaced or removed it.
  [[nodiscard]] bool is_at(const std::filesystem::path& path) const;

  [[nodiscard]] bool is_open() const noexcept { return handle_ != closed; }
  /// Flushes nothing to disk by force. Does nothing when closed already.
  void close() noexcept;

 private:
  static constexpr std::intptr_t closed = -1;  ///< also the value of INVALID_HANDLE_VALUE
  explicit AppendFile(std::intptr_t handle) noexcept : handle_(handle) {}

  std::intptr_t handle_ = closed;
};

}  // namespace ddns::platform
