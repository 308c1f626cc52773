#include "spawn.h"

#include <array>
#include <filesystem>
#include <map>

#include "command_line.h"
#include "ddns/core/text.h"
#include "ddns/platform/environment.h"
#include "io_error.h"
#include "wide.h"

namespace ddns::platform {
namespace {

/// Where a bare name is looked for: the system's folders, then PATH. Not in the working folder nor beside the program,
/// as SearchPathW by itself and CreateProcessW would: anybody may be able to put a file there.
std::wstring search_folders() {
  std::wstring folders(MAX_PATH, L'\0');
  folders.resize(::GetSystemDirectoryW(folders.data(), static_cast<UINT>(folders.size())));
  std::wstring windows(MAX_PATH, L'\0');
  windows.resize(::GetWindowsDirectoryW(windows.data(), static_cast<UINT>(windows.size())));
  folders += L";" + windows;
  for (const auto folder : split(environment("PATH").value_or(std::string()), ';')) {
    // Relative ones mean the working folder again.
    if (std::filesystem::path(to_wide(trim(folder))).is_absolute()) folders += L";" + to_wide(trim(folder));
  }
  return folders;
}

/// A path as it is; a bare name is looked up, with ".exe" added if it has no extension.
std::wstring find_program(const std::string& name) {
  const std::wstring wide = to_wide(name);
  const bool bare = wide.find_first_of(L"\\/:") == std::wstring::npos;
  const std::wstring folders = bare ? search_folders() : std::wstring();
  std::wstring found(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length = ::SearchPathW(bare ? folders.c_str() : nullptr, wide.c_str(), L".exe",
                                       static_cast<DWORD>(found.size()), found.data(), nullptr);
    if (length == 0) return {};
    if (length < found.size()) {
      found.resize(length);
      return found;
    }
    found.resize(length);
  }
}

/// "NAME=value" texts, each ended by a zero, one more zero at the end; sorted without regard to case, as the system
/// wants.
std::wstring environment_block(const ChildCommand& command) {
  std::map<std::string, std::pair<std::string, std::string>> variables;  // by upper-case name
  for (const auto& [name, value] : environment_with_prefix("")) variables[to_upper(name)] = {name, value};
  for (const auto& [name, value] : command.environment) variables[to_upper(name)] = {name, value};
  std::wstring block;
  for (const auto& [key, variable] : variables) {
    block += to_wide(cat(variable.first, "=", variable.second));
    block += L'\0';
  }
  block += L'\0';
  return block;
}

/// The list of the only handles that the child may inherit.
class HandleList {
 public:
  explicit HandleList(std::array<HANDLE, 3> handles) : handles_(handles) {
    SIZE_T size = 0;
    ::InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    memory_.resize(size / sizeof(std::uint64_t) + 1);
    valid_ = ::InitializeProcThreadAttributeList(get(), 1, 0, &size) != 0 &&
             ::UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(),
                                         handles_.size() * sizeof(HANDLE), nullptr, nullptr) != 0;
  }
  ~HandleList() { ::DeleteProcThreadAttributeList(get()); }
  HandleList(const HandleList&) = delete;
  HandleList& operator=(const HandleList&) = delete;

  [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() noexcept {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
  }
  [[nodiscard]] bool valid() const noexcept { return valid_; }

 private:
  std::array<HANDLE, 3> handles_;
  std::vector<std::uint64_t> memory_;
  bool valid_ = false;
};

bool is_the_programs_fault(DWORD error) noexcept {
  constexpr DWORD elevation_required = 740;  // ERROR_ELEVATION_REQUIRED, missing in older headers
  return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND || error == ERROR_BAD_EXE_FORMAT ||
         error == ERROR_ACCESS_DENIED || error == elevation_required;
}

bool is_batch_file(const std::wstring& program) {
  const std::string lower = to_lower(from_wide(program));
  return lower.ends_with(".bat") || lower.ends_with(".cmd");
}

UniqueHandle open_nul() noexcept {
  SECURITY_ATTRIBUTES inherited{
      .nLength = sizeof(SECURITY_ATTRIBUTES), .lpSecurityDescriptor = nullptr, .bInheritHandle = TRUE};
  return UniqueHandle(
      ::CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, nullptr));
}

}  // namespace

Result<Started> spawn(const ChildCommand& command, HANDLE out, HANDLE error) {
  const std::string& name = command.argv.front();
  const std::wstring program = find_program(name);
  if (program.empty()) return fail(Reason::config, cat("cannot start ", name, ": there is no such program"));
  if (is_batch_file(program)) {
    // cmd.exe reads arguments by rules of its own, which no quoting can keep harmless.
    return fail(Reason::config,
                cat("cannot start ", name, ": for a batch file name cmd.exe and /c as the first two words"));
  }
  const UniqueHandle nul = open_nul();
  HandleList inherited({nul.get(), out, error});
  Started started{.process = {}, .job = UniqueHandle(::CreateJobObjectW(nullptr, nullptr))};
  if (!nul.valid() || !inherited.valid() || !started.job.valid())
    return system_error(cat("cannot start ", name), last_error());

  STARTUPINFOEXW startup{};
  startup.StartupInfo.cb = sizeof startup;
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = nul.get();
  startup.StartupInfo.hStdOutput = out;
  startup.StartupInfo.hStdError = error;
  startup.lpAttributeList = inherited.get();
  std::wstring line = to_wide(command_line(command.argv));
  std::wstring variables = environment_block(command);
  // Suspended until it is in the job, so that no grandchild escapes it.
  constexpr DWORD flags =
      EXTENDED_STARTUPINFO_PRESENT | CREATE_UNICODE_ENVIRONMENT | CREATE_NO_WINDOW | CREATE_SUSPENDED;
  PROCESS_INFORMATION process{};
  if (::CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE, flags, variables.data(), nullptr,
                       &startup.StartupInfo, &process) == 0) {
    const DWORD why = ::GetLastError();
    return fail(is_the_programs_fault(why) ? Reason::config : Reason::io,
                cat("cannot start ", name, ": ", error_text(windows_error(why))));
  }
  started.process = UniqueHandle(process.hProcess);
  const UniqueHandle thread(process.hThread);
  ::AssignProcessToJobObject(started.job.get(), started.process.get());
  ::ResumeThread(thread.get());
  return started;
}

}  // namespace ddns::platform
