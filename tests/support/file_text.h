#pragma once

#include <filesystem>
#include <string>

namespace ddns::test {

/// The whole file, byte by byte. Throws std::runtime_error, which fails the test, when it cannot be read.
[[nodiscard]] std::string file_text(const std::filesystem::path& path);

/// The same, of a file that need not be there yet: empty then.
[[nodiscard]] std::string file_text_if_any(const std::filesystem::path& path);

}  // namespace ddns::test
