#include "ddns/platform/append_file.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "file_stamp.h"
#include "io_error.h"
#include "open_file.h"
#include "stamp_of_handle.h"

namespace ddns::platform {
namespace {

HANDLE as_handle(std::intptr_t handle) noexcept { return reinterpret_cast<HANDLE>(handle); }

}  // namespace

AppendFile::~AppendFile() { close(); }

AppendFile::AppendFile(AppendFile&& other) noexcept : handle_(std::exchange(other.handle_, closed)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
  if (this != &other) {
    close();
    handle_ = std::exchange(other.handle_, closed);
  }
  return *this;
}

Result<AppendFile> AppendFile::open(const std::filesystem::path& path, FileMode /*the folder's list decides*/) {
  // Appending without the right to write elsewhere makes each write go to the end, also beside other writers.
  UniqueHandle file = open_shared(path, FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE, OPEN_ALWAYS);
  if (!file.valid()) return fail(Reason::io, file_message("open", path, last_error()));
  return AppendFile(reinterpret_cast<std::intptr_t>(file.release()));
}

Status AppendFile::write(std::string_view bytes) {
  const std::size_t whole = bytes.size();
  while (!bytes.empty()) {
    constexpr std::size_t most = 1024 * 1024;
    DWORD written = 0;
    const auto part = static_cast<DWORD>(std::min(bytes.size(), most));
    if (::WriteFile(as_handle(handle_), bytes.data(), part, &written, nullptr) == 0 || written == 0) {
      const auto why = last_error();
      const std::size_t done = whole - bytes.size();
      return fail(Reason::io, cat("only ", done, " of ", whole, " bytes could be appended: ", error_text(why)),
                  done > 0 ? Effect::applied : Effect::none);
    }
    bytes.remove_prefix(written);
  }
  return {};
}

Result<std::uint64_t> AppendFile::size() const {
  LARGE_INTEGER size{};
  if (::GetFileSizeEx(as_handle(handle_), &size) == 0) {
    return system_error("cannot tell the size of an open file", last_error());
  }
  return static_cast<std::uint64_t>(size.QuadPart);
}

bool AppendFile::is_at(const std::filesystem::path& path) const {
  const FileStamp ours = stamp_of_handle(as_handle(handle_));
  const FileStamp there = stamp_of(path);
  return there != FileStamp{} && ours.device == there.device && ours.number == there.number;
}

void AppendFile::close() noexcept {
  if (handle_ != closed) ::CloseHandle(as_handle(handle_));
  handle_ = closed;
}

}  // namespace ddns::platform
