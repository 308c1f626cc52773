#include <algorithm>
#include <atomic>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/process_figures.h"
#include "io_error.h"
#include "open_file.h"

namespace ddns::platform {
namespace {

namespace fs = std::filesystem;

fs::path temporary_name(const fs::path& beside) {
  static std::atomic<unsigned> counter{0};
  return beside.parent_path() /
         from_utf8(cat(".", to_utf8(beside.filename()), ".", process_id(), "-", counter.fetch_add(1), ".tmp"));
}

bool write_all(HANDLE file, std::string_view content) noexcept {
  while (!content.empty()) {
    constexpr std::size_t most = 1024 * 1024;
    DWORD written = 0;
    if (::WriteFile(file, content.data(), static_cast<DWORD>(std::min(content.size(), most)), &written, nullptr) == 0) {
      return false;
    }
    content.remove_prefix(written);
  }
  return true;
}

DWORD fill(const fs::path& temporary, std::string_view content) noexcept {
  const UniqueHandle file = open_shared(temporary, GENERIC_WRITE, CREATE_NEW);
  const bool done = file.valid() && write_all(file.get(), content) && ::FlushFileBuffers(file.get()) != 0;
  return done ? ERROR_SUCCESS : ::GetLastError();
}

DWORD put_in_place(const fs::path& temporary, const fs::path& target) noexcept {
  // ReplaceFileW keeps the access list of the file that was there; it fails if there was none.
  if (::ReplaceFileW(target.c_str(), temporary.c_str(), nullptr, REPLACEFILE_IGNORE_MERGE_ERRORS, nullptr, nullptr) !=
      0) {
    return ERROR_SUCCESS;
  }
  constexpr DWORD how = MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH;
  return ::MoveFileExW(temporary.c_str(), target.c_str(), how) != 0 ? ERROR_SUCCESS : ::GetLastError();
}

}  // namespace

Status write_file_atomically(const fs::path& path, std::string_view content, FileMode /*the folder's list decides*/) {
  const fs::path temporary = temporary_name(path);
  DWORD error = fill(temporary, content);
  // Virus scanners and indexers hold new files open for a moment.
  constexpr int attempts = 5;
  constexpr DWORD pause_ms = 20;
  for (int i = 0; error == ERROR_SUCCESS && i < attempts; ++i) {
    const DWORD moved = put_in_place(temporary, path);
    if (moved == ERROR_SUCCESS) return {};
    const bool busy = moved == ERROR_SHARING_VIOLATION || moved == ERROR_ACCESS_DENIED;
    if (!busy || i + 1 == attempts) error = moved;
    if (busy) ::Sleep(pause_ms);
  }
  ::DeleteFileW(temporary.c_str());
  return fail(Reason::io, file_message("write", path, windows_error(error)));
}

}  // namespace ddns::platform
