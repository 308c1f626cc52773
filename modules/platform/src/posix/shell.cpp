#include "ddns/platform/shell.h"

namespace ddns::platform {

std::vector<std::string> shell_command(std::string text) { return {"/bin/sh", "-c", std::move(text)}; }

}  // namespace ddns::platform
