#include "ddns/platform/lock_file.h"

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/process_figures.h"
#include "handle.h"
#include "io_error.h"

namespace ddns::platform {

LockFile::~LockFile() { release(); }

LockFile::LockFile(LockFile&& other) noexcept : handle_(std::exchange(other.handle_, none)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept {
  if (this != &other) {
    release();
    handle_ = std::exchange(other.handle_, none);
  }
  return *this;
}

Result<LockFile> LockFile::acquire(const std::filesystem::path& path) {
  // Not to share writing is the lock: a second holder asks for it and is refused.
  UniqueHandle file(::CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, nullptr, OPEN_ALWAYS,
                                  FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file.valid() && ::GetLastError() == ERROR_SHARING_VIOLATION) {
    const auto content = read_file(path, 64);
    const auto holder = content ? to_number<std::uint64_t>(trim(*content)) : std::nullopt;
    const std::string who = holder ? cat("process ", *holder) : "another process";
    return fail(Reason::conflict,
                cat(to_utf8(path), " is locked by ", who, ": stop it, or give this one files of its own"));
  }
  if (!file.valid()) return fail(Reason::io, file_message("open", path, last_error()));
  const std::string text = cat(process_id(), "\r\n");
  DWORD written = 0;
  // Only a courtesy to whoever finds the lock taken: the lock holds without it.
  ::SetEndOfFile(file.get());
  ::WriteFile(file.get(), text.data(), static_cast<DWORD>(text.size()), &written, nullptr);
  return LockFile(reinterpret_cast<std::intptr_t>(file.release()));
}

void LockFile::release() noexcept {
  if (handle_ != none) ::CloseHandle(reinterpret_cast<HANDLE>(handle_));
  handle_ = none;
}

}  // namespace ddns::platform
