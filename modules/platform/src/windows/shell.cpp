#include "ddns/platform/shell.h"

namespace ddns::platform {

std::vector<std::string> shell_command(std::string text) {
  return {"powershell.exe", "-NoProfile", "-NonInteractive", "-Command", std::move(text)};
}

}  // namespace ddns::platform
