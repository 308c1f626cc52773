#include "ddns/platform/console.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

#include "handle.h"
#include "wide.h"
// After windows.h.
#include <shellapi.h>

namespace ddns::platform {
namespace {

/// Options as Poco's programs take them: /name=value. A path has no "=" before its second separator, and what is no
/// name stays.
std::string as_option(std::string argument) {
  const std::size_t equals = argument.find('=');
  if (!argument.starts_with('/') || equals == std::string::npos || equals < 2) return argument;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!std::all_of(argument.begin() + 1, argument.begin() + static_cast<std::ptrdiff_t>(equals), is_letter)) {
    return argument;
  }
  return "--" + argument.substr(1);
}

UINT code_page_before = 0;
void restore_code_page() noexcept { ::SetConsoleOutputCP(code_page_before); }

/// Typing is not shown while this lives, nor after Ctrl-C ended the program meanwhile.
class WithoutEcho {
 public:
  WithoutEcho(HANDLE input, DWORD mode) noexcept {
    console = input;
    mode_before = mode;
    ::SetConsoleCtrlHandler(on_control, TRUE);
    ::SetConsoleMode(input, (mode | ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT) & ~DWORD{ENABLE_ECHO_INPUT});
  }
  ~WithoutEcho() {
    ::SetConsoleMode(console, mode_before);
    ::SetConsoleCtrlHandler(on_control, FALSE);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  static BOOL WINAPI on_control(DWORD /*type*/) {
    ::SetConsoleMode(console, mode_before);
    return FALSE;  // and then what would have happened anyway
  }
  static inline HANDLE console = nullptr;
  static inline DWORD mode_before = 0;
};

std::optional<std::string> read_console_line(HANDLE input) {
  std::wstring line;
  std::array<wchar_t, 512> part{};
  while (line.find(L'\n') == std::wstring::npos) {
    DWORD got = 0;
    if (::ReadConsoleW(input, part.data(), part.size(), &got, nullptr) == 0 || got == 0) break;
    line.append(part.data(), got);
    ::SecureZeroMemory(part.data(), sizeof part);
  }
  const bool any = !line.empty();
  while (line.ends_with(L'\n') || line.ends_with(L'\r')) line.pop_back();
  std::string narrow = from_wide(line);
  ::SecureZeroMemory(line.data(), line.size() * sizeof(wchar_t));
  return any ? std::optional(std::move(narrow)) : std::nullopt;
}

}  // namespace

std::vector<std::string> program_arguments(int argc, const char* const* argv) {
  int count = 0;
  wchar_t** const wide = ::CommandLineToArgvW(::GetCommandLineW(), &count);
  if (wide == nullptr) return {argv, argv + argc};
  std::vector<std::string> arguments;
  for (int i = 0; i < count; ++i) arguments.push_back(i == 0 ? from_wide(wide[i]) : as_option(from_wide(wide[i])));
  ::LocalFree(static_cast<void*>(wide));
  return arguments;
}

void speak_utf8() noexcept {
  code_page_before = ::GetConsoleOutputCP();
  // The page belongs to the console, and so to whatever is run in it next.
  if (code_page_before != 0 && code_page_before != CP_UTF8 && ::SetConsoleOutputCP(CP_UTF8) != 0) {
    std::atexit(restore_code_page);
  }
}

std::optional<std::string> read_hidden_line() {
  const HANDLE input = ::GetStdHandle(STD_INPUT_HANDLE);
  DWORD mode = 0;
  if (input != nullptr && ::GetConsoleMode(input, &mode) != 0) {
    const WithoutEcho quiet(input, mode);
    return read_console_line(input);
  }
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  while (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace ddns::platform
