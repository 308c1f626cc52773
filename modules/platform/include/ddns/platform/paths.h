#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ddns::platform {

/// Paths cross the program as UTF-8 text and the system as std::filesystem::path. These two are the only bridge:
/// path::string() gives ANSI text on Windows, which loses characters.
[[nodiscard]] std::string to_utf8(const std::filesystem::path& path);
/// Bytes that are not UTF-8 are kept on POSIX (where names are bytes) and become U+FFFD on Windows.
[[nodiscard]] std::filesystem::path from_utf8(std::string_view text);

/// `path` made absolute against `base` (the working folder if `base` is empty) and with "." and ".." taken out of the
/// text; symbolic links are not followed and nothing has to exist. A Windows service starts in system32, so every path
/// from a user goes through this with the configuration file's folder as `base`. An empty path stays empty.
[[nodiscard]] std::filesystem::path absolute_path(const std::filesystem::path& path,
                                                  const std::filesystem::path& base = {});

/// The running program's own file; empty if the system does not tell.
[[nodiscard]] std::filesystem::path program_path();

}  // namespace ddns::platform
