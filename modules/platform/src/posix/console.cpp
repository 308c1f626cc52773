#include "ddns/platform/console.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace ddns::platform {

std::vector<std::string> program_arguments(int argc, const char* const* argv) { return {argv, argv + argc}; }
void speak_utf8() noexcept {}

std::optional<std::string> read_hidden_line() {
  termios before{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    termios quiet = before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  std::string line;
  const bool any = static_cast<bool>(std::getline(std::cin, line));
  if (terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  if (!any) return std::nullopt;
  while (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace ddns::platform
