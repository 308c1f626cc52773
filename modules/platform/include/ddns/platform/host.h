#pragma once

#include <string>
#include <string_view>

namespace ddns::platform {

/// The machine's name, without a domain if the system keeps it so; "localhost" if it cannot be told.
[[nodiscard]] std::string host_name();

/// For build and version information: "Debian GNU/Linux 12 (bookworm), Linux 6.1.0 x86_64", "Windows 10.0.19045
/// x86_64".
[[nodiscard]] std::string operating_system();

/// PRETTY_NAME of an os-release(5) file, unquoted; empty if it has none.
[[nodiscard]] std::string parse_os_release(std::string_view text);

}  // namespace ddns::platform
