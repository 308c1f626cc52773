#include "ddns/platform/process_figures.h"

#include "handle.h"
// After windows.h.
#include <psapi.h>
#include <tlhelp32.h>

namespace ddns::platform {
namespace {

/// In units of 100 ns.
std::uint64_t ticks(const FILETIME& time) noexcept {
  return (std::uint64_t{time.dwHighDateTime} << 32U) | time.dwLowDateTime;
}

constexpr double ticks_per_second = 1e7;
constexpr std::uint64_t unix_epoch_ticks = 116'444'736'000'000'000;  // 1601 to 1970

std::optional<std::uint64_t> count_threads() noexcept {
  const UniqueHandle snapshot(::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  if (!snapshot.valid()) return std::nullopt;
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  for (BOOL more = ::Process32FirstW(snapshot.get(), &entry); more != 0;
       more = ::Process32NextW(snapshot.get(), &entry)) {
    if (entry.th32ProcessID == ::GetCurrentProcessId()) return entry.cntThreads;
  }
  return std::nullopt;
}

}  // namespace

ProcessFigures process_figures() {
  ProcessFigures figures;
  const HANDLE self = ::GetCurrentProcess();
  FILETIME created{};
  FILETIME exited{};
  FILETIME kernel{};
  FILETIME user{};
  if (::GetProcessTimes(self, &created, &exited, &kernel, &user) != 0) {
    figures.cpu_seconds = static_cast<double>(ticks(kernel) + ticks(user)) / ticks_per_second;
    figures.start_time = static_cast<double>(ticks(created) - unix_epoch_ticks) / ticks_per_second;
  }
  PROCESS_MEMORY_COUNTERS_EX memory{};
  memory.cb = sizeof memory;
  if (::K32GetProcessMemoryInfo(self, reinterpret_cast<PROCESS_MEMORY_COUNTERS*>(&memory), sizeof memory) != 0) {
    figures.resident_bytes = memory.WorkingSetSize;
    figures.virtual_bytes = memory.PrivateUsage;
  }
  DWORD handles = 0;
  // Wine succeeds and says 0.
  if (::GetProcessHandleCount(self, &handles) != 0 && handles > 0) figures.open_fds = handles;
  figures.threads = count_threads();
  return figures;
}

std::uint64_t process_id() noexcept { return ::GetCurrentProcessId(); }

}  // namespace ddns::platform
