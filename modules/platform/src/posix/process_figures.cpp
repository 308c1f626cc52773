#include "ddns/platform/process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"

namespace ddns::platform {
namespace {

std::optional<double> clock_seconds(clockid_t clock) noexcept {
  timespec now{};
  if (::clock_gettime(clock, &now) != 0) return std::nullopt;
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// The fields of /proc/self/stat after the program's name, which may itself hold blanks and brackets (proc(5)).
std::vector<std::string_view> stat_fields(std::string_view line) {
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string_view::npos || name_end + 2 >= line.size()) return {};
  return split(trim(line.substr(name_end + 2)), ' ');
}

std::optional<std::uint64_t> field(const std::vector<std::string_view>& fields, std::size_t number) {
  constexpr std::size_t first = 3;  // proc(5) counts from 1, and two fields were cut off
  if (number - first >= fields.size()) return std::nullopt;
  return to_number<std::uint64_t>(fields[number - first]);
}

/// Unix time of a point given in clock ticks since boot. Two clocks are read one after the other and the wall clock is
/// slewed, so the same start would come out a little different at each call: small differences keep the first answer,
/// while a real step of the wall clock (a machine without a battery clock) corrects it.
std::optional<double> start_time(std::uint64_t ticks) noexcept {
  static std::atomic<double> remembered{0};
  const auto wall = clock_seconds(CLOCK_REALTIME);
  const auto boot = clock_seconds(CLOCK_BOOTTIME);
  const long per_second = ::sysconf(_SC_CLK_TCK);
  if (!wall || !boot || per_second <= 0) return std::nullopt;
  const double now = *wall - *boot + static_cast<double>(ticks) / static_cast<double>(per_second);
  const double before = remembered.load();
  if (std::abs(now - before) < 1.0) return before;
  remembered.store(now);
  return now;
}

std::optional<std::uint64_t> count_open_fds() {
  std::error_code error;
  std::uint64_t count = 0;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  if (error) return std::nullopt;
  for (const std::filesystem::directory_iterator end; entry != end; entry.increment(error)) ++count;
  if (error || count == 0) return std::nullopt;
  return count - 1;  // the one that lists them
}

}  // namespace

ProcessFigures process_figures() {
  ProcessFigures figures;
  figures.cpu_seconds = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
  constexpr std::size_t enough = 4096;
  if (const auto line = read_file("/proc/self/stat", enough)) {
    const auto fields = stat_fields(*line);
    figures.threads = field(fields, 20);
    figures.virtual_bytes = field(fields, 23);
    const auto pages = field(fields, 24);
    const long page_size = ::sysconf(_SC_PAGESIZE);
    if (pages && page_size > 0) figures.resident_bytes = *pages * static_cast<std::uint64_t>(page_size);
    if (const auto ticks = field(fields, 22)) figures.start_time = start_time(*ticks);
  }
  figures.open_fds = count_open_fds();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) figures.max_fds = limit.rlim_cur;
  return figures;
}

std::uint64_t process_id() noexcept { return static_cast<std::uint64_t>(::getpid()); }

}  // namespace ddns::platform
