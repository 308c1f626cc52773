#include "file_stamp.h"

#include "open_file.h"
#include "stamp_of_handle.h"

namespace ddns::platform {
namespace {

std::uint64_t join_words(DWORD high, DWORD low) noexcept { return (std::uint64_t{high} << 32U) | low; }

}  // namespace

FileStamp stamp_of_handle(HANDLE file) noexcept {
  BY_HANDLE_FILE_INFORMATION info{};
  if (::GetFileInformationByHandle(file, &info) == 0) return {};
  const FILETIME& time = info.ftLastWriteTime;
  return {.device = info.dwVolumeSerialNumber,
          .number = join_words(info.nFileIndexHigh, info.nFileIndexLow),
          .size = join_words(info.nFileSizeHigh, info.nFileSizeLow),
          .modified = static_cast<std::int64_t>(join_words(time.dwHighDateTime, time.dwLowDateTime))};
}

FileStamp stamp_of(const std::filesystem::path& path) noexcept {
  const UniqueHandle file = open_shared(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING);
  return file.valid() ? stamp_of_handle(file.get()) : FileStamp{};
}

}  // namespace ddns::platform
