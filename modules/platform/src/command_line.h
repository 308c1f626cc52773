#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ddns::platform {

/// One argument so that CommandLineToArgvW and the C runtime read back exactly `argument`.
[[nodiscard]] std::string quote_argument(std::string_view argument);

/// The command line of CreateProcessW for these arguments.
[[nodiscard]] std::string command_line(std::span<const std::string> argv);

/// The arguments again, the program first. A program that is not quoted although it has blanks ends at its ".exe", as
/// the service manager takes it in the end.
[[nodiscard]] std::vector<std::string> split_command_line(std::string_view line);

}  // namespace ddns::platform
