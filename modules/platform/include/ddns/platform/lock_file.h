#pragma once

#include <cstdint>
#include <filesystem>

#include "ddns/core/result.h"

namespace ddns::platform {

/// "One process per state file": an exclusive lock that the system gives back when the process ends, however it ends.
/// The file itself stays behind on purpose (removing it would let two processes lock two different files of that name).
class LockFile {
 public:
  LockFile() = default;
  ~LockFile();
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) noexcept;
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// Never blocks. Creates the file if needed and writes the own process id into it. Errors: Reason::conflict when
  /// another holder has it (the message names its process id if that can be read), Reason::io otherwise.
  [[nodiscard]] static Result<LockFile> acquire(const std::filesystem::path& path);

  [[nodiscard]] bool held() const noexcept { return handle_ != none; }
  void release() noexcept;

 private:
  static constexpr std::intptr_t none = -1;
  explicit LockFile(std::intptr_t handle) noexcept : handle_(handle) {}

  std::intptr_t handle_ = none;
};

}  // namespace ddns::platform
