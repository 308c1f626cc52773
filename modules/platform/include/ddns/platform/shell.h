#pragma once

#include <string>
#include <vector>

namespace ddns::platform {

/// The arguments that hand one text to the system's shell: /bin/sh -c, or PowerShell on Windows. Only for texts that
/// the user wrote for a shell.
[[nodiscard]] std::vector<std::string> shell_command(std::string text);

}  // namespace ddns::platform
