#include "ddns/platform/console.h"

#include "handle.h"
#include "wide.h"
// After windows.h.
#include <shellapi.h>

namespace ddns::platform {

std::vector<std::string> program_arguments(int argc, const char* const* argv) {
  int count = 0;
  wchar_t** const wide = ::CommandLineToArgvW(::GetCommandLineW(), &count);
  if (wide == nullptr) return {argv, argv + argc};
  std::vector<std::string> arguments;
  for (int i = 0; i < count; ++i) arguments.push_back(from_wide(wide[i]));
  ::LocalFree(static_cast<void*>(wide));
  return arguments;
}

void speak_utf8() noexcept { ::SetConsoleOutputCP(CP_UTF8); }

}  // namespace ddns::platform
