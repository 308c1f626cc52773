#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ddns::platform {

/// One argument so that CommandLineToArgvW and the C runtime read back exactly `argument`.
[[nodiscard]] std::string quote_argument(std::string_view argument);

/// The command line of CreateProcessW for these arguments.
[[nodiscard]] std::string command_line(std::span<const std::string> argv);

}  // namespace ddns::platform
